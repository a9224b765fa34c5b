"""Signing in: slow for guessers, the same for unknown names, and over when it is over."""

from __future__ import annotations

import datetime as dt
import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from app.access.roles import FRONT_DESK, NETWORK_ADMIN
from app.core.clock import now
from app.models import FoyerUser, OutboxMessage
from app.web import lockout
from app.web.safe_next import safe_next
from tests.make import PASSWORD, Make
from tests.web.conftest import token

Browsers = Callable[..., FlaskClient]
WRONG = "The name and the password do not fit"


def tries(browser: FlaskClient, name: str, password: str, times: int = 1) -> Any:
    page = token(browser, "/login/")
    for _turn in range(times):
        answer = browser.post("/login/", data={"username": name, "password": password, "csrf_token": page})
    return answer


def wrong(user: FoyerUser, times: int) -> None:
    for _turn in range(times):
        lockout.note_failure(user.id)


def inside(browser: FlaskClient) -> bool:
    return browser.get("/organisationview/list/").status_code == 200


def test_a_wrong_password_keeps_the_name_and_tells_nothing(client: FlaskClient, make: Make) -> None:
    user = make.user()

    known, unknown = tries(client, user.username, "wrong"), tries(client, "nobody", "wrong")

    assert WRONG in known.get_data(as_text=True) and f'value="{user.username}"' in known.get_data(as_text=True)
    assert WRONG in unknown.get_data(as_text=True)
    assert known.status_code == unknown.status_code == 200
    assert known.headers["Cache-Control"] == "no-store"


def test_the_mail_address_is_a_name_too_whatever_its_capitals(client: FlaskClient, make: Make) -> None:
    user = make.user(email="ada@example.com")

    assert tries(client, "ADA@Example.com", PASSWORD).status_code == 302
    assert inside(client) and user.id


@pytest.mark.parametrize("kept", ["ada@xn--bcher-kva.example", "ada@bücher.example"])
def test_an_address_in_another_script_is_typed_as_its_owner_writes_it(client: FlaskClient, make: Make, kept: str) -> None:
    make.user(email=kept)
    assert tries(client, "ada@Bücher.example", PASSWORD).status_code == 302


@pytest.mark.parametrize("password", ["", "\x00", " ", "x" * 5000])
def test_odd_passwords_are_wrong_passwords(client: FlaskClient, make: Make, password: str) -> None:
    assert tries(client, make.user(password=None).username, password).status_code == 200


def test_ten_tries_a_name_then_wait(client: FlaskClient, make: Make) -> None:
    user = make.user()

    assert tries(client, user.username, "wrong", times=10).status_code == 200
    assert tries(client, user.username, "wrong").status_code == 429
    assert tries(client, make.user().username, "wrong").status_code == 200


def test_twenty_tries_an_address_whatever_the_names(client: FlaskClient, make: Make) -> None:
    for turn in range(20):
        assert tries(client, f"somebody{turn}", "wrong").status_code == 200
    assert tries(client, "somebody else", "wrong").status_code == 429


def test_right_passwords_do_not_count(browsers: Browsers, make: Make) -> None:
    user = make.user()

    assert all(inside(browsers(user)) for _turn in range(12))


def test_the_token_door_counts_the_same_tries(client: FlaskClient, make: Make) -> None:
    body = {"username": make.user().username, "password": "wrong", "provider": "db"}

    codes = [client.post("/api/v1/security/login", json=body).status_code for _turn in range(11)]

    assert codes == [401] * 10 + [429]


def test_the_account_itself_waits_longer_each_time(make: Make, session: Any) -> None:
    user = make.user()
    wrong(user, 9)
    session.expire_all()
    assert not lockout.is_locked(user)

    wrong(user, 1)
    session.expire_all()
    assert lockout.is_locked(user)
    with time_machine.travel(now() + dt.timedelta(seconds=61)):
        assert not lockout.is_locked(user)
    assert [lockout.wait_after(failures) for failures in (11, 12, 40)] == [
        dt.timedelta(minutes=2),
        dt.timedelta(minutes=4),
        dt.timedelta(hours=1),
    ]


def test_each_wait_is_as_long_as_it_is_said_to_be(make: Make, session: Any) -> None:
    user = make.user()
    with time_machine.travel(now(), tick=False):
        for failures in range(1, 19):
            wrong(user, 1)
            session.expire_all()
            wait = lockout.wait_after(failures)
            assert (user.fail_login_count, user.locked_until) == (failures, now() + wait if wait else None)


def test_wrong_passwords_at_the_same_moment_are_as_many_tries(web_app: Flask, make: Make, session: Any) -> None:
    """The hash takes long enough for all of them to have read the same count before the first is written."""
    user, together = make.user(), 8
    name, moment = user.username, threading.Barrier(together)

    def guess(number: int) -> None:
        browser = web_app.test_client()
        page = token(browser, "/login/")
        moment.wait(timeout=30)
        browser.post("/login/", data={"username": name, "password": f"wrong {number}", "csrf_token": page})

    with ThreadPoolExecutor(together) as guessers:
        list(guessers.map(guess, range(together)))

    session.expire_all()
    assert user.fail_login_count == together


def test_the_try_that_makes_an_account_wait_is_answered_like_any_other(client: FlaskClient, make: Make, session: Any) -> None:
    user = make.user()
    wrong(user, 9)

    known, unknown = tries(client, user.username, "wrong"), tries(client, "nobody", "wrong")

    session.expire_all()
    assert lockout.is_locked(user) and known.status_code == unknown.status_code
    bare = [re.sub(r'value="[^"]*"', "", answer.get_data(as_text=True)) for answer in (known, unknown)]
    assert bare[0] == bare[1] and WRONG in bare[0]
    told = session.scalars(select(OutboxMessage).where(OutboxMessage.event == "AccountLocked")).all()
    assert [row.payload for row in told] == [{"user_id": user.id}]


def test_a_waiting_account_refuses_the_right_password_too(client: FlaskClient, make: Make, session: Any) -> None:
    user = make.user()
    wrong(user, 12)

    assert tries(client, user.username, PASSWORD).status_code == 200

    user.locked_until = None
    session.commit()
    assert tries(client, user.username, PASSWORD).status_code == 302
    session.expire_all()
    assert user.fail_login_count == 0


def test_leaving_is_a_post_and_ends_stolen_cookies(browsers: Browsers, make: Make) -> None:
    user = make.user()
    browser, other = browsers(user), browsers(user)

    assert browser.get("/logout/").status_code == 405
    assert browser.post("/logout/").status_code == 400 and inside(browser)
    page = token(browser, "/profile/")
    cookie = browser.get_cookie("foyer")
    assert browser.post("/logout/", data={"csrf_token": page}).status_code == 302
    assert not inside(browser) and inside(other)
    browser.set_cookie("foyer", cookie.value)  # type: ignore[union-attr]
    assert not inside(browser)


def test_an_own_new_password_leaves_this_browser_alone(browsers: Browsers, make: Make) -> None:
    user = make.user()
    here, elsewhere = browsers(user), browsers(user)
    fresh = "an umbrella for every kettle"

    answer = here.post(
        "/profile/password", data={"present": PASSWORD, "password": fresh, "again": fresh, "csrf_token": token(here, "/profile/password")}
    )

    assert answer.status_code == 302 and inside(here) and not inside(elsewhere)
    assert inside(browsers(user, fresh)) and not inside(browsers(user))


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short", "at least 12"),
        ("password1234", "first passwords"),
        ("qwertyqwerty", "first passwords"),
        ("aaaaaaaaaaaaaa", "repeats too few|first passwords"),
    ],
)
def test_bad_passwords_are_refused_by_form_and_by_code(browsers: Browsers, make: Make, web_app: Flask, password: str, why: str) -> None:
    user = make.user()
    here = browsers(user)

    page = here.post(
        "/profile/password",
        data={"present": PASSWORD, "password": password, "again": password, "csrf_token": token(here, "/profile/password")},
    )

    assert any(part in page.get_data(as_text=True) for part in why.split("|"))
    with web_app.app_context(), pytest.raises(Exception, match=why):
        web_app.appbuilder.sm.reset_password(user.id, password)  # type: ignore[attr-defined]
    assert inside(here)


def test_switching_somebody_off_ends_their_sessions_for_good(login: Any, browsers: Browsers, make: Make, post: Any, session: Any) -> None:
    user = make.user(FRONT_DESK)
    browser = browsers(user)
    login(NETWORK_ADMIN)

    post("/users/action_post", {"action": "deactivate", "rowid": user.id})
    assert not inside(browser)
    post("/users/action_post", {"action": "activate", "rowid": user.id})
    assert not inside(browser) and inside(browsers(user))
    assert session.get(FoyerUser, user.id) is not None


def test_a_session_ends_by_itself(browsers: Browsers, make: Make) -> None:
    browser = browsers(make.user())

    with time_machine.travel(now() + dt.timedelta(hours=13), tick=False):
        assert not inside(browser)


def test_a_grant_and_its_end_are_seen_on_the_next_request(browsers: Browsers, make: Make, session: Any) -> None:
    """Also when they were made in SQL: a trigger raises the number that the cache is filed under."""
    role = make.role("Reader")
    user = make.user("Reader")
    browser = browsers(user)
    assert browser.get("/invoiceview/list/").status_code == 403
    grant = text(
        "INSERT INTO ab_permission_view_role (permission_view_id, role_id) SELECT pv.id, :role FROM ab_permission_view pv"
        " JOIN ab_permission p ON p.id = pv.permission_id JOIN ab_view_menu v ON v.id = pv.view_menu_id WHERE p.name = 'can_read' AND v.name = 'Invoice'"
    )
    session.execute(grant, {"role": role.id})
    session.commit()
    assert browser.get("/invoiceview/list/").status_code == 200
    session.execute(text("DELETE FROM ab_permission_view_role WHERE role_id = :role"), {"role": role.id})
    session.commit()
    assert browser.get("/invoiceview/list/").status_code == 403
    session.execute(text("DELETE FROM ab_user_role WHERE role_id = :role"), {"role": role.id})
    session.execute(text("DELETE FROM ab_role WHERE id = :role"), {"role": role.id})
    session.commit()


PAYLOADS = [
    "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "http://evil.example", "https:evil.example", "javascript:alert(1)",
    "/\tevil.example", "\t//evil.example", "/%0d%0aSet-Cookie:x", "http:/evil.example", "//localhost@evil.example", "http://localhost.evil.example/",
    "data:text/html,x", "/\x00/evil", "ftp://localhost/", "", "evil.example", "@evil.example", "//evil.example/%2f..", "/ /evil.example", "/\u2028/evil",
]  # fmt: skip


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nobody_is_sent_elsewhere_after_signing_in(client: FlaskClient, make: Make, payload: str) -> None:
    user = make.user()
    page = token(client, "/login/")

    answer = client.post(
        "/login/", query_string={"next": payload}, data={"username": user.username, "password": PASSWORD, "csrf_token": page}
    )

    assert answer.status_code == 302
    assert answer.location == "/" or (payload.startswith("/%0d") and answer.location == payload)
    assert safe_next(payload, "/") in ("/", "/%0d%0aSet-Cookie:x")


def test_people_come_back_to_where_they_were_going(client: FlaskClient, make: Make) -> None:
    wanted = client.get("/invoiceview/list/?_flt_0_status=sent").location
    user = make.user()

    answer = client.post(wanted, data={"username": user.username, "password": PASSWORD, "csrf_token": token(client, wanted)})

    assert answer.location == "/invoiceview/list/?_flt_0_status=sent"
