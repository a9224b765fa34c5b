"""Where people are signed in: they see it, end one or all of it, and what nobody uses ends by itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app import create_app
from app.access.actor import SYSTEM, Actor
from app.access.roles import FRONT_DESK, MEMBER
from app.actions.accounts.end_sign_in import end_sign_in
from app.actions.accounts.go_on import go_on
from app.actions.accounts.person import the_person
from app.actions.accounts.sign_out_elsewhere import sign_out_elsewhere
from app.actions.settings.put import put_setting
from app.actions.users.sign_out import sign_out_user
from app.core.clock import now
from app.core.errors import Forbidden, Missing
from app.models import AuditEvent, FoyerUser, SignIn
from app.queries.sign_ins import IDLE_CHOICES, MEMBER_IDLE, STAFF_IDLE
from app.rules.sign_ins import EndedBy
from config import Settings
from tests.make import PASSWORD, Make
from tests.web.conftest import token

Browsers = Callable[..., FlaskClient]
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0"
PAGE = {"Accept": "text/html"}


def inside(browser: FlaskClient) -> bool:
    return browser.get("/profile/").status_code == 200


def later(**time: float) -> Any:
    return time_machine.travel(now() + dt.timedelta(**time), tick=False)


def rows(session: Any, user: FoyerUser) -> list[SignIn]:
    session.rollback()
    return list(
        session.scalars(select(SignIn).where(SignIn.user_id == user.id).order_by(SignIn.id), execution_options={"populate_existing": True})
    )


def end(browser: FlaskClient, sign_in_id: int, password: str = PASSWORD) -> Any:
    return browser.post(f"/profile/sign-ins/{sign_in_id}/end", data={"present": password, "csrf_token": token(browser, "/profile/edit")})


def text_of(answer: Any) -> str:
    return " ".join(answer.get_data(as_text=True).split())


def test_the_cookie_holds_a_secret_and_the_row_its_hash(web_app: Flask, make: Make, session: Any) -> None:
    user, browser = make.user(), web_app.test_client()
    said = {"username": user.username, "password": PASSWORD, "csrf_token": token(browser, "/login/")}
    browser.post("/login/", data=said, headers={"User-Agent": FIREFOX}, environ_base={"REMOTE_ADDR": "41.13.20.77"})

    with browser.session_transaction() as kept:
        key = kept["key"]
    [row] = rows(session, user)
    assert len(key) == 43 and row.key_hash == sha256(key.encode()).hexdigest()
    assert (row.network, row.browser, row.system) == ("41.13.20.x", "Firefox", "Windows")
    assert row.began_at == row.seen_at and row.ends_at - row.began_at == dt.timedelta(hours=12) and row.ended_at is None
    page = text_of(browser.get("/profile/"))
    assert (
        "Where you are signed in" in page and "Firefox on Windows" in page and "This one" in page and "Sign out everywhere else" not in page
    )
    assert inside(browser)
    with browser.session_transaction() as kept:
        kept["key"] = "x" * 43
    assert not inside(browser), "signed by us, and of no session"


def test_a_cookie_of_before_there_was_a_list_is_over(browsers: Browsers, make: Make) -> None:
    browser = browsers(make.user())
    with browser.session_transaction() as kept:
        del kept["key"]
    assert not inside(browser)


@pytest.mark.parametrize(("role", "setting"), [(FRONT_DESK, STAFF_IDLE), (MEMBER, MEMBER_IDLE)])
def test_who_does_nothing_is_signed_out(browsers: Browsers, make: Make, session: Any, admin: Actor, role: str, setting: str) -> None:
    user = make.user(role)
    minutes = int(IDLE_CHOICES[setting][0])
    idle, awake = browsers(user), browsers(user)
    with later(minutes=minutes - 1):
        assert inside(awake)
    with later(minutes=minutes):
        assert not inside(idle) and inside(awake)
        answer = idle.get("/profile/", headers=PAGE)
        assert answer.status_code == 302 and answer.location == "/login/?next=/profile/"
        page = text_of(idle.get(answer.location))
        assert f"because nothing was done here for {minutes // 60} hours" in page
        said = {"username": user.username, "password": PASSWORD, "csrf_token": token(idle, "/login/")}
        assert idle.post(answer.location, data=said).location == "/profile/" and inside(idle), "back where they were"
    assert [row.ended_by for row in rows(session, user)] == [None] * 3, "it follows from when they were seen"
    put_setting(setting, "15", by=admin)
    with later(minutes=minutes + 15):
        assert not inside(awake) and not inside(idle)


def test_nobody_stays_longer_than_a_session_lasts_however_busy(browsers: Browsers, make: Make) -> None:
    browser = browsers(make.user())
    for hours in (3, 6, 9, 11.9):
        with later(hours=hours):
            assert inside(browser)
    with later(hours=12):
        assert not inside(browser)


def test_who_is_here_is_written_down_once_a_minute(browsers: Browsers, make: Make, session: Any, queries: list[str]) -> None:
    user = make.user()
    browser = browsers(user)
    began = rows(session, user)[0].seen_at

    def writes() -> int:
        queries.clear()
        assert inside(browser)
        return len([each for each in queries if each.startswith("UPDATE sign_in")])

    assert writes() == 0
    with later(seconds=61):
        assert [writes() for _turn in range(3)] == [1, 0, 0]
        seen = rows(session, user)[0].seen_at
        assert dt.timedelta(seconds=60) < seen - began < dt.timedelta(seconds=62)


def test_a_session_that_is_being_written_holds_up_nobody(browsers: Browsers, make: Make, session: Any) -> None:
    user = make.user()
    browser = browsers(user)
    with later(minutes=5):
        session.scalars(select(SignIn).where(SignIn.user_id == user.id).with_for_update()).one()
        assert inside(browser)
        session.rollback()


def test_signing_out_ends_this_session_alone(browsers: Browsers, make: Make, session: Any) -> None:
    user = make.user()
    here, there = browsers(user), browsers(user)
    cookie = here.get_cookie("foyer")
    here.post("/logout/", data={"csrf_token": token(here, "/profile/edit")})
    here.set_cookie("foyer", cookie.value)  # type: ignore[union-attr]
    assert not inside(here) and inside(there)
    assert [row.ended_by for row in rows(session, user)] == [EndedBy.SIGNED_OUT, None]
    assert "alert-info" not in here.get("/login/").get_data(as_text=True), "they know why"


def test_one_session_is_ended_from_another_browser_with_the_password(browsers: Browsers, make: Make, session: Any) -> None:
    user = make.user()
    here, there, third = (browsers(user) for _turn in range(3))
    own, other, _third = (row.id for row in rows(session, user))
    page = text_of(here.get("/profile/"))
    assert page.count("Sign out there</a>") == 2 and "Sign out everywhere else" in page

    assert "not your present password" in text_of(end(here, other, "wrong")) and inside(there)
    assert end(here, other).location == "/profile/"
    assert not inside(there) and inside(here) and inside(third)
    assert "You were signed out here from another browser." in text_of(there.get("/login/"))
    assert rows(session, user)[1].ended_by is EndedBy.ELSEWHERE
    assert end(here, own).status_code == 302 and inside(here), "this one is left by the menu"


def test_nobody_ends_a_session_of_somebody_else(browsers: Browsers, make: Make, session: Any) -> None:
    user, stranger = make.user(), make.user()
    theirs, browser = browsers(user), browsers(stranger)
    [row] = rows(session, user)
    assert browser.get(f"/profile/sign-ins/{row.id}/end").status_code == end(browser, row.id).status_code == 404
    for verb in (lambda by: end_sign_in(row.id, EndedBy.ELSEWHERE, by=by), lambda by: go_on(row.id, after=1, why=EndedBy.ELSEWHERE, by=by)):
        for by in (the_person(stranger), SYSTEM):
            with pytest.raises(Missing):
                verb(by)
    with pytest.raises(Forbidden):
        sign_out_elsewhere(user.id, by=the_person(stranger))
    assert inside(theirs)


def test_everywhere_else_is_every_browser_but_this_one_and_every_bearer_token(
    browsers: Browsers, make: Make, client: FlaskClient, session: Any
) -> None:
    user = make.user()
    here, there = browsers(user), browsers(user)
    told = client.post("/api/v1/security/login", json={"username": user.username, "password": PASSWORD, "provider": "db"}).get_json()
    head = {"Authorization": f"Bearer {told['access_token']}"}
    assert client.get("/api/v1/organisations/", headers=head).status_code == 200
    copied = here.get_cookie("foyer").value  # type: ignore[union-attr]
    since = rows(session, user)[0].began_at

    said = {"present": PASSWORD, "csrf_token": token(here, "/profile/sign-ins/end")}
    assert here.post("/profile/sign-ins/end", data=said).location == "/profile/"
    assert inside(here) and not inside(there) and client.get("/api/v1/organisations/", headers=head).status_code == 401
    assert [(row.ended_by, row.began_at >= since) for row in rows(session, user)] == [(None, True), (EndedBy.ELSEWHERE, True)]
    here.set_cookie("foyer", copied)
    assert not inside(here), "a copy of the cookie from before"
    assert session.scalars(select(AuditEvent.verb).where(AuditEvent.verb == "sign_out_everywhere")).all() == ["sign_out_everywhere"]


def test_a_new_password_keeps_this_browser_under_another_secret(browsers: Browsers, make: Make, session: Any) -> None:
    user, fresh = make.user(), "an umbrella for every kettle"
    here, there = browsers(user), browsers(user)
    before = rows(session, user)[0].key_hash
    said = {"present": PASSWORD, "password": fresh, "again": fresh, "csrf_token": token(here, "/profile/password")}
    here.post("/profile/password", data=said)
    kept, ended = rows(session, user)
    assert inside(here) and not inside(there)
    assert (kept.ended_by, ended.ended_by) == (None, EndedBy.PASSWORD) and kept.key_hash != before
    assert "password was changed" in text_of(there.get("/login/"))


def test_a_sign_in_with_the_old_password_does_not_outlive_the_new_one(
    web_app: Flask, make: Make, session: Any, as_the_password_changes: Callable[..., Any]
) -> None:
    """A hash takes long enough to compute for the password to be another when the session begins."""
    user, browser = make.user(), web_app.test_client()
    said = {"username": user.username, "password": PASSWORD, "csrf_token": token(browser, "/login/")}
    answer = as_the_password_changes(user, lambda: browser.post("/login/?next=/profile/", data=said))
    assert answer.location == "/login/?next=/profile/" and rows(session, user) == []
    assert "Sign in again." in text_of(browser.get(answer.location)) and not inside(browser)


def test_nor_does_a_token_of_a_program(web_app: Flask, make: Make, session: Any, as_the_password_changes: Callable[..., Any]) -> None:
    user, client = make.user(), web_app.test_client()
    said = {"username": user.username, "password": PASSWORD, "provider": "db", "refresh": True}
    told = as_the_password_changes(user, lambda: client.post("/api/v1/security/login", json=said)).get_json()
    fresh = {"Authorization": f"Bearer {told['refresh_token']}"}
    assert client.post("/api/v1/security/refresh", headers=fresh).status_code == 401
    assert client.get("/api/v1/organisations/", headers={"Authorization": f"Bearer {told['access_token']}"}).status_code == 401


def test_what_staff_ended_is_not_begun_again_by_a_change_of_ones_own(browsers: Browsers, make: Make, session: Any) -> None:
    user = make.user()
    browsers(user), browsers(user)
    first = rows(session, user)[0]
    me, epoch = the_person(user), user.session_epoch
    sign_out_elsewhere(user.id, by=me)
    sign_out_user(user.id, by=SYSTEM)  # between the two transactions of the first
    assert go_on(first.id, after=epoch, why=EndedBy.ELSEWHERE, by=me) is None
    assert [row.ended_by for row in rows(session, user)] == [EndedBy.ELSEWHERE] * 2

    browsers(user)
    third = rows(session, user)[-1]
    epoch = session.get_one(FoyerUser, user.id).session_epoch
    end_sign_in(third.id, EndedBy.SIGNED_OUT, by=me)
    sign_out_elsewhere(user.id, by=me)
    assert go_on(third.id, after=epoch, why=EndedBy.ELSEWHERE, by=me) is None, "nor what ended for itself before"
    assert rows(session, user)[-1].ended_by is EndedBy.SIGNED_OUT


def test_who_is_switched_off_is_told_nothing_about_it(browsers: Browsers, make: Make, session: Any) -> None:
    user = make.user()
    browser = browsers(user)
    session.get_one(FoyerUser, user.id).active = False
    session.commit()
    assert not inside(browser) and "alert-info" not in browser.get("/login/").get_data(as_text=True)
    assert [row.ended_by for row in rows(session, user)] == [EndedBy.SWITCHED_OFF]
    session.get_one(FoyerUser, user.id).active = True
    session.commit()
    assert not inside(browser)


def test_programs_leave_no_session(client: FlaskClient, make: Make, session: Any) -> None:
    user = make.user()
    assert (
        client.post("/api/v1/security/login", json={"username": user.username, "password": PASSWORD, "provider": "db"}).status_code == 200
    )
    assert rows(session, user) == []


def test_a_form_that_comes_too_late_leads_to_a_page(client: FlaskClient, make: Make) -> None:
    """Where only forms are sent there is nothing to come back to."""
    said = {"username": make.user().username, "password": PASSWORD, "csrf_token": token(client, "/login/")}
    assert client.post("/login/", query_string={"next": "/profile/picture/remove"}, data=said).location == "/"


def test_sessions_stand_while_valkey_is_away(web_settings: Settings, web_app: Flask, make: Make) -> None:
    """PostgreSQL alone decides."""
    without = create_app(replace(web_settings, redis_url="redis://127.0.0.1:1/0"))
    user = make.user()
    browser = without.test_client()
    assert (
        browser.post("/login/", data={"username": user.username, "password": PASSWORD, "csrf_token": token(browser, "/login/")}).status_code
        == 302
    )
    assert inside(browser)
    with later(minutes=5):
        assert inside(browser)
    with later(minutes=5 + int(IDLE_CHOICES[STAFF_IDLE][0])):
        assert not inside(browser)
