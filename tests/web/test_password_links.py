"""Passwords by link: once, for one person and one purpose, and never because a machine looked (ASVS 6.4.1, 9.1.2, 9.2)."""

from __future__ import annotations

import base64
import datetime as dt
import json
import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import jwt
import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app import create_app
from app.access.sign_in_tokens import AUDIENCE, LinkRefused, signed, verified
from app.actions.accounts.invite import invite
from app.actions.accounts.person import the_person
from app.actions.accounts.set_password_by_link import set_password_by_link
from app.actions.users.activate import activate_user
from app.actions.users.deactivate import deactivate_user
from app.core.clock import now
from app.core.errors import Conflict
from app.core.secrets import derived_key
from app.logs import _without_links
from app.models import FoyerUser, SignIn, SignInToken
from app.models.sign_in_token import Purpose
from app.rules.sign_ins import EndedBy
from config import Settings
from tests.letters import path_in
from tests.make import PASSWORD, Make
from tests.web.conftest import token

FRESH = "an umbrella for every kettle"
OVER = "This link does not work any more"


@pytest.fixture
def ann(make: Make, admin: Any) -> FoyerUser:
    """A person who was invited."""
    user = make.user("Member", email="ann@acme.example", location_id=make.location().id)
    invite(user.id, by=admin)
    return user


@pytest.fixture
def path(ann: FoyerUser, world: Any) -> str:
    """The path of the link in the welcome mail."""
    (mail,) = world.letters()
    return path_in(mail)


def choose(browser: FlaskClient, path: str, password: str = FRESH) -> Any:
    page = browser.get(path).get_data(as_text=True)
    found = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0] if "csrf_token" in page else token(browser, "/forgot")
    return browser.post(path, data={"password": password, "csrf_token": found})


def test_the_link_sets_a_password_and_signs_nobody_in(
    browsers: Callable[..., FlaskClient], client: FlaskClient, ann: FoyerUser, path: str
) -> None:
    elsewhere = browsers(ann)
    page = client.get(path).get_data(as_text=True)
    assert "At least 12 characters" in page and 'autocomplete="new-password"' in page and ann.username in page

    answer = choose(client, path)

    assert answer.status_code == 302 and answer.location == "/login/"
    assert client.get("/organisationview/list/").status_code == 302 and elsewhere.get("/profile/").status_code == 401
    login = client.get("/login/").get_data(as_text=True)
    assert "Your password is set" in login and f'value="{ann.username}"' in login
    assert browsers(ann, FRESH).get("/profile/").status_code == 200
    assert browsers(ann, PASSWORD).get("/profile/").status_code == 401


def test_whoever_was_signed_in_in_that_browser_is_signed_out_for_good(
    browsers: Callable[..., FlaskClient], make: Make, path: str, session: Any
) -> None:
    other = make.user()
    browser = browsers(other)
    cookie = browser.get_cookie("foyer")
    assert choose(browser, path).location == "/login/"
    session.rollback()
    assert session.scalars(select(SignIn.ended_by).where(SignIn.user_id == other.id)).all() == [EndedBy.SIGNED_OUT]
    browser.set_cookie("foyer", cookie.value)  # type: ignore[union-attr]
    assert browser.get("/profile/").status_code == 401


def test_looking_changes_nothing_and_the_link_is_on_no_page(client: FlaskClient, path: str, session: Any) -> None:
    for _turn in range(3):
        answer = client.get(path)
        assert answer.status_code == 200 and path.rpartition("/")[2] not in answer.get_data(as_text=True)
        assert answer.headers["Referrer-Policy"] == "strict-origin" and answer.headers["Cache-Control"] == "no-store"
    assert session.scalars(select(SignInToken)).one().spent_at is None
    assert choose(client, path).status_code == 302


def test_over_https_the_form_is_taken_though_its_browser_tells_no_more_than_the_host(ann: FoyerUser, path: str, settings: Settings) -> None:
    """What `strict-origin` lets a browser say is what the check of forms over HTTPS asks for."""
    safe, base = create_app(replace(settings, public_url="https://localhost")).test_client(), "https://localhost"
    page = safe.get(path, base_url=base).get_data(as_text=True)
    told = {"password": FRESH, "csrf_token": page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]}
    assert safe.post(path, data=told, base_url=base).status_code == 400
    assert safe.post(path, data=told, base_url=base, headers={"Referer": "https://elsewhere.example/"}).status_code == 400
    assert safe.post(path, data=told, base_url=base, headers={"Referer": f"{base}/"}).status_code == 302


def test_a_bad_password_spends_nothing(client: FlaskClient, path: str) -> None:
    for password, why in (
        ("short", "at least 12"),
        ("password1234", "first passwords"),
        ("ann@acme.example", "your own name"),
        ("", "needed"),
    ):
        assert why in choose(client, path, password).get_data(as_text=True), password
    assert choose(client, path).status_code == 302


def test_it_works_once(client: FlaskClient, path: str) -> None:
    choose(client, path)

    for answer in (client.get(path), choose(client, path)):
        assert answer.status_code == 410 and OVER in answer.get_data(as_text=True) and "/forgot" in answer.get_data(as_text=True)


def test_of_two_at_once_one_gets_nothing(app: Flask, ann: FoyerUser, path: str, session: Any) -> None:
    link, by, start, told = path.rpartition("/")[2], the_person(ann), threading.Barrier(2), []

    def use(password: str) -> None:
        with app.app_context():
            start.wait()
            while True:
                try:
                    set_password_by_link(link, password, purpose=Purpose.WELCOME, by=by)
                    return told.append("done")
                except LinkRefused:
                    return told.append("refused")
                except Conflict:  # a slow machine: the other one has the row for longer than a lock is waited for
                    continue

    session.rollback()
    threads = [threading.Thread(target=use, args=(f"{FRESH} {turn}",)) for turn in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["done", "refused"]


def test_its_time_is_over_after_72_hours(client: FlaskClient, path: str) -> None:
    with time_machine.travel(now() + dt.timedelta(hours=71)):
        assert client.get(path).status_code == 200
    with time_machine.travel(now() + dt.timedelta(hours=73)):
        assert client.get(path).status_code == 410 and choose(client, path).status_code == 410


def test_deactivated_meanwhile_is_refused_for_good(client: FlaskClient, ann: FoyerUser, path: str, admin: Any) -> None:
    deactivate_user(ann.id, by=admin)
    assert client.get(path).status_code == 410 and choose(client, path).status_code == 410
    activate_user(ann.id, by=admin)
    assert client.get(path).status_code == 410


def test_a_link_of_another_purpose_is_refused(client: FlaskClient, path: str) -> None:
    link = path.rpartition("/")[2]
    for door in ("/reset/", "/address/new/", "/address/old/"):
        assert client.get(door + link).status_code == 410, door


def forgeries(row: SignInToken, key: bytes, secret: str) -> dict[str, str]:
    """Everything that people try."""
    right = {"sub": str(row.user_id), "purpose": "welcome", "aud": AUDIENCE, "exp": int(row.expires_at.timestamp()), "jti": row.jti}
    head, body, signature = jwt.encode(right, key, algorithm="HS256").split(".")

    def packed(value: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    def said(**other: Any) -> str:
        return jwt.encode({name: value for name, value in (right | other).items() if value is not None}, key, algorithm="HS256")

    none = packed({"alg": "none", "typ": "JWT"})
    return {
        "no algorithm": f"{none}.{body}.", "no algorithm, signed": f"{none}.{body}.{signature}", "another algorithm": jwt.encode(right, key, algorithm="HS512"),
        "another key": jwt.encode(right, b"x" * 32, algorithm="HS256"), "the instance's own key": jwt.encode(right, secret, algorithm="HS256"),
        "the key of another purpose": jwt.encode(right, derived_key(secret, "xero-token"), algorithm="HS256"),
        "another body": f"{head}.{packed(right | {'sub': str(row.user_id + 1)})}.{signature}", "no signature": f"{head}.{body}.",
        "cut": f"{head}.{body}", "half a signature": f"{head}.{body}.{signature[:20]}", "nothing": "x", "not of this alphabet": "ünïcode", "too long": "e" * 5000,
        "another audience": said(aud="else"), "no audience": said(aud=None), "several audiences": said(aud=["else"]), "another purpose": said(purpose="password_reset"),
        "an unknown purpose": said(purpose="session"), "no purpose": said(purpose=None), "over": said(exp=1), "no end": said(exp=None), "no id": said(jti=None),
        "an id that nobody made": said(jti="made-up"), "somebody else": said(sub=str(row.user_id + 1)), "nobody": said(sub="0"), "not a number": said(sub="1 OR 1=1"),
    }  # fmt: skip


def test_forged_and_altered_links_are_refused_in_one_sentence(client: FlaskClient, web_app: Flask, path: str, session: Any) -> None:
    row, secret = session.scalars(select(SignInToken)).one(), web_app.extensions["settings"].secret_key
    right = path.rpartition("/")[2]
    for name, link in forgeries(row, derived_key(secret, "sign-in links"), secret).items():
        web_app.appbuilder.sm.limiter.reset()  # type: ignore[attr-defined]
        answer = client.get(f"/welcome/{link}")
        assert (answer.status_code, OVER in answer.get_data(as_text=True)) == (410, True), name
    with web_app.app_context():
        assert verified(right, Purpose.WELCOME).jti == row.jti and signed(row) == right
    assert client.get(path).status_code == 200


def test_a_link_is_no_bearer_token_and_the_other_way_round(client: FlaskClient, make: Make, path: str) -> None:
    link = path.rpartition("/")[2]
    assert client.get("/api/v1/organisations/", headers={"Authorization": f"Bearer {link}"}).status_code in (401, 422)
    body = {"username": make.user().username, "password": PASSWORD, "provider": "db"}
    bearer = client.post("/api/v1/security/login", json=body).get_json()["access_token"]
    assert client.get(f"/welcome/{bearer}").status_code == 410


def test_guessing_links_is_limited(client: FlaskClient) -> None:
    assert [client.get(f"/reset/guess{turn}").status_code for turn in range(21)] == [410] * 20 + [429]


def test_links_are_in_no_log_line(path: str, client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        choose(client, path)
    assert path.rpartition("/")[2] not in caplog.text
    line = _without_links(None, "error", {"event": "fault", "path": path, "exception": f"Traceback: GET {path} failed"})
    assert (line["path"], line["exception"]) == ("/welcome/•••", "Traceback: GET /welcome/••• failed")
