"""Who is signed in says the password once more: wrong ones are counted as at the door, and what a borrowed browser may do ends with the password."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from flask_appbuilder.security.sqla.models import ApiKey
from sqlalchemy import select

from app.access.actor import Actor
from app.access.lockout import FREE_TRIES
from app.access.roles import NETWORK_ADMIN
from app.actions.access.renew_password import renew_wifi_password
from app.actions.access.renew_print_password import renew_print_password
from app.actions.access.show_password import show_password
from app.actions.accounts.begin_second_factor import begin_second_factor
from app.actions.accounts.change_address import change_address
from app.actions.accounts.person import the_person
from app.actions.accounts.turn_off_second_factor import turn_off_second_factor
from app.actions.privacy.export import ask_own_export
from app.actions.users.change import change_user
from app.core.clock import now
from app.core.errors import FoyerError, Refused
from app.models import FoyerUser
from app.rules.access import System
from tests.letters import path_in
from tests.make import PASSWORD, Make
from tests.web.conftest import token

FRESH = "an umbrella for every kettle"
PROMPTS: dict[str, Callable[[Actor, str], Any]] = {
    "another address": lambda by, typed: change_address(by.id or 0, "new@acme.example", password=typed, by=by),
    "second step": lambda by, typed: begin_second_factor(by.id or 0, password=typed, by=by),
    "second step off": lambda by, typed: turn_off_second_factor(by.id or 0, "000000", password=typed, by=by),
    "my data": lambda by, typed: ask_own_export(present_password=typed, by=by),
    "show": lambda by, typed: show_password(System.WIFI, present_password=typed, by=by),
    "wifi": lambda by, typed: renew_wifi_password(present_password=typed, by=by),
    "printing": lambda by, typed: renew_print_password(present_password=typed, by=by),
}


def field_refused(verb: Callable[[], Any]) -> str | None:
    try:
        verb()
    except FoyerError as refusal:
        return refusal.field
    return None


@pytest.mark.parametrize("prompt", PROMPTS)
def test_wrong_passwords_of_a_prompt_bring_the_account_to_wait(make: Make, session: Any, prompt: str) -> None:
    user = make.user()
    by, ask = the_person(user), PROMPTS[prompt]
    for _turn in range(FREE_TRIES):
        with pytest.raises(Refused) as wrong:
            ask(by, "not mine at all")
        assert wrong.value.field == "present"
    session.expire_all()
    assert user.fail_login_count == FREE_TRIES and user.locked_until is not None and user.locked_until > now()
    with pytest.raises(Refused, match="too many") as locked:
        ask(by, PASSWORD)
    assert locked.value.field == "present"
    with time_machine.travel(now() + dt.timedelta(minutes=2)):
        assert field_refused(lambda: ask(by, PASSWORD)) != "present", "the rest is asked for after the password"
    session.expire_all()
    assert user.fail_login_count == FREE_TRIES + (prompt == "second step off"), (
        "only signing in forgives; the code of nothing is a wrong one"
    )


def test_prompts_of_pages_count_as_the_door_does(login: Any, session: Any, web_app: Flask) -> None:
    browser, other = login(NETWORK_ADMIN), web_app.test_client()
    user = session.scalars(select(FoyerUser).order_by(FoyerUser.id.desc())).first()
    for page, typed in (("/profile/password", {"password": FRESH, "again": FRESH}), ("/profile/keys", {"name": "Power BI"})):
        for _turn in range(FREE_TRIES // 2):
            assert "not your present password" in send(browser, page, present="not mine at all", **typed)
    assert "too many wrong passwords" in send(browser, "/profile/password", present=PASSWORD, password=FRESH, again=FRESH)
    assert "too many wrong passwords" in send(browser, "/profile/keys", present=PASSWORD, name="Power BI")
    other.post("/login/", data={"username": user.username, "password": PASSWORD, "csrf_token": token(other, "/login/")})
    assert other.get("/profile/").status_code != 200, "a lock holds at every door"
    assert session.scalars(select(ApiKey)).all() == []


def send(browser: FlaskClient, page: str, **typed: str) -> str:
    return browser.post(page, data={**typed, "csrf_token": token(browser, page)}, follow_redirects=True).get_data(as_text=True)


def keyed(browser: FlaskClient) -> dict[str, str]:
    """The header of a program with a new key of whoever is signed in."""
    page = send(browser, "/profile/keys", name="Power BI", present=PASSWORD)
    return {"Authorization": f"Bearer {page.split('<code>')[1].split('</code>')[0]}"}


def test_a_key_takes_the_password_and_is_told_by_mail(login: Any, world: Any, session: Any) -> None:
    browser = login(NETWORK_ADMIN)
    assert "This is needed" in send(browser, "/profile/keys", name="Power BI")
    assert session.scalars(select(ApiKey)).all() == []
    assert browser.get("/api/v1/organisations/", headers=keyed(browser)).status_code == 200
    (mail,) = world.letters()
    assert "API key" in mail["subject"] and path_in(mail) == "/profile/" and "foyer_" not in mail["text"]


def test_a_new_password_ends_every_key_and_signing_out_none(login: Any, client: FlaskClient, session: Any) -> None:
    browser = login(NETWORK_ADMIN)
    head = keyed(browser)
    browser.post("/logout/", data={"csrf_token": token(browser, "/profile/")})
    assert client.get("/api/v1/organisations/", headers=head).status_code == 200, "a program works while nobody is signed in"
    browser = login(NETWORK_ADMIN)
    head, other = keyed(browser), head
    assert "password is changed" in send(browser, "/profile/password", present=PASSWORD, password=FRESH, again=FRESH)
    assert client.get("/api/v1/organisations/", headers=head).status_code == 401
    assert client.get("/api/v1/organisations/", headers=other).status_code == 200, "another person's"
    key = session.scalars(select(ApiKey).where(ApiKey.active.is_(False))).one()
    assert key.revoked_on is not None


def test_who_was_switched_off_comes_back_without_keys(login: Any, client: FlaskClient, session: Any, make: Make) -> None:
    browser = login(NETWORK_ADMIN)
    user, head = session.scalars(select(FoyerUser).order_by(FoyerUser.id.desc())).first(), keyed(browser)
    boss = make.actor(NETWORK_ADMIN)
    for active in (False, True):
        change_user(user.id, active=active, by=boss)
        assert client.get("/api/v1/organisations/", headers=head).status_code == 401
