"""A code after the password: once, soon, few tries, and no way around it (ASVS 6.3.3, 6.5.1)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pyotp
import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from app.access.one_time_codes import opened_secret, recovery_codes, step_of
from app.access.roles import FINANCE, FRONT_DESK, LOCATION_MANAGER, MEMBER, NETWORK_ADMIN
from app.actions.accounts.begin_second_factor import begin_second_factor
from app.actions.accounts.confirm_second_factor import confirm_second_factor
from app.actions.accounts.person import the_person
from app.actions.accounts.reset_second_factor import reset_second_factor
from app.actions.settings.put import put_setting
from app.cli.admin import admitted
from app.core.clock import now
from app.core.errors import Forbidden, Refused
from app.models import AuditEvent, FoyerUser, RecoveryCode, Setting
from app.queries.second_factors import SETTING, Rule, factor_of
from app.web import tokens
from config import Mode
from tests.make import PASSWORD, Make
from tests.web.conftest import token

WRONG = "000000"
DOOR = "/api/v1/security/login"


class Phone:
    """Somebody's authenticator app, and the paper with the recovery codes."""

    def __init__(self, user: FoyerUser, session: Any) -> None:
        by = the_person(user)
        self.secret = opened_secret(begin_second_factor(user.id, password=PASSWORD, by=by).sealed_secret)
        self.papers = confirm_second_factor(user.id, self.code(0), by=by)
        session.commit()

    def code(self, steps: int = 1) -> str:
        """What it shows, so many half minutes from now. The code of the setting-up is used; the next one is good already."""
        return pyotp.TOTP(self.secret).at(int(now().timestamp()) + 30 * steps)


@pytest.fixture
def user(make: Make) -> FoyerUser:
    return make.user(FRONT_DESK, username="pat")


@pytest.fixture
def phone(user: FoyerUser, session: Any) -> Phone:
    return Phone(user, session)


def sign_in(browser: FlaskClient, name: str = "pat", page: str = "/login/") -> Any:
    return browser.post(page, data={"username": name, "password": PASSWORD, "csrf_token": token(browser, page)})


def type_code(browser: FlaskClient, code: str, page: str = "/login/code") -> Any:
    return browser.post(page, data={"code": code, "csrf_token": token(browser, page)})


def inside(browser: FlaskClient) -> bool:
    return browser.get("/profile/").status_code == 200


def test_the_password_alone_opens_nothing(client: FlaskClient, phone: Phone) -> None:
    wanted = client.get("/invoiceview/list/").location
    answer = sign_in(client, page=wanted)
    assert answer.location.startswith("/login/code?next=")
    assert not inside(client) and client.get("/invoiceview/list/").status_code == 302 and client.get("/api/v1/invoices/").status_code == 401

    answer = client.post(answer.location, data={"code": phone.code(), "csrf_token": token(client, answer.location)})

    assert answer.location == "/invoiceview/list/" and inside(client)


@pytest.mark.parametrize("payload", ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)"])
def test_nobody_is_sent_elsewhere_after_the_code(client: FlaskClient, phone: Phone, payload: str) -> None:
    page = token(client, "/login/")
    data = {"username": "pat", "password": PASSWORD, "csrf_token": page}
    tricks = {"next": payload, "_external": "1", "_scheme": "javascript", "_anchor": "x"}
    half = client.post("/login/", query_string=tricks, data=data).location
    assert half.startswith("/login/code?next=")
    assert client.post(half, data={"code": phone.code(), "csrf_token": token(client, "/login/code")}).location == "/"


def test_a_code_is_good_once(browsers: Callable[..., FlaskClient], user: FoyerUser, phone: Phone) -> None:
    code = phone.code()
    here, there = browsers(user), browsers(user)
    assert type_code(here, code).status_code == 302 and inside(here)
    assert "used already" in type_code(there, code).get_data(as_text=True) and not inside(there)


def test_the_clock_of_a_phone_may_be_half_a_minute_off_and_no_more(phone: Phone) -> None:
    at = dt.datetime(2026, 11, 28, 12, 0, 10, tzinfo=dt.UTC)
    here = int(at.timestamp()) // 30
    totp = pyotp.TOTP(phone.secret)
    found = {off: step_of(phone.secret, totp.generate_otp(here + off), after=0, at=at) for off in (-2, -1, 0, 1, 2)}
    assert found == {-2: None, -1: here - 1, 0: here, 1: here + 1, 2: None}
    assert step_of(phone.secret, totp.generate_otp(here), after=here, at=at) is None
    assert step_of(phone.secret, "", after=0, at=at) is None


def test_a_recovery_code_is_good_once_however_it_is_typed(
    browsers: Callable[..., FlaskClient], user: FoyerUser, phone: Phone, session: Any
) -> None:
    paper = phone.papers[3]
    here, there = browsers(user), browsers(user)
    assert type_code(here, f" {paper.upper().replace('-', ' ')} ").status_code == 302 and inside(here)
    assert type_code(there, paper).status_code == 200 and not inside(there)
    assert type_code(there, phone.papers[4]).status_code == 302
    assert sum(row.used_at is None for row in session.scalars(select(RecoveryCode))) == 6


def test_nothing_that_is_kept_is_a_code(phone: Phone, session: Any) -> None:
    assert len(set(phone.papers)) == 8 and len(set(recovery_codes())) == 8
    for table in ("second_factor", "recovery_code", "audit_event", "outbox_message"):
        kept = session.execute(text(f"SELECT string_agg(row_to_json(t)::text, ' ') FROM {table} t")).scalar() or ""
        for secret in (phone.secret, phone.secret.encode().hex(), *phone.papers, *(paper.replace("-", "") for paper in phone.papers)):
            assert secret not in kept, table


def test_wrong_codes_bring_the_account_to_wait_and_the_password_forgives_none(
    browsers: Callable[..., FlaskClient], user: FoyerUser, phone: Phone, session: Any, web_app: Flask
) -> None:
    for _turn in range(5):
        browser = browsers(user)  # the right password each time
        for _try in range(2):
            answer = type_code(browser, WRONG)
        web_app.appbuilder.sm.limiter.reset()  # type: ignore[attr-defined]
    assert answer.status_code == 302 and "/login/" in answer.location
    session.refresh(user)
    assert user.fail_login_count == 10 and user.locked_until is not None
    assert sign_in(web_app.test_client()).status_code == 200
    with time_machine.travel(now() + dt.timedelta(minutes=2)):
        browser = browsers(user)
        assert type_code(browser, phone.code()).status_code == 302
        session.refresh(user)
        assert (user.fail_login_count, user.locked_until) == (0, None)


def test_guesses_are_limited_by_account(browsers: Callable[..., FlaskClient], user: FoyerUser, phone: Phone, session: Any) -> None:
    browser = browsers(user)
    page = token(browser, "/login/code")
    codes = []
    for _turn in range(11):
        user.locked_until, user.fail_login_count = None, 0
        session.commit()
        codes.append(browser.post("/login/code", data={"code": WRONG, "csrf_token": page}).status_code)
    assert codes == [200] * 10 + [429]


def test_half_a_sign_in_ends_after_five_minutes_and_with_the_password(
    browsers: Callable[..., FlaskClient], user: FoyerUser, phone: Phone, web_app: Flask
) -> None:
    browser, other = browsers(user), browsers(user)
    with time_machine.travel(now() + dt.timedelta(minutes=5, seconds=1)):
        assert "/login/" in browser.get("/login/code").location
    with web_app.app_context():
        web_app.appbuilder.sm.reset_password(user.id, "an umbrella for every kettle")  # type: ignore[attr-defined]
    assert "/login/" in other.get("/login/code").location


def test_a_code_that_is_tried_as_the_password_changes_opens_nothing(
    browsers: Callable[..., FlaskClient], user: FoyerUser, phone: Phone, as_the_password_changes: Callable[..., Any]
) -> None:
    browser = browsers(user)
    said = {"code": phone.code(), "csrf_token": token(browser, "/login/code")}
    assert as_the_password_changes(user, lambda: browser.post("/login/code", data=said)).location == "/login/"
    assert not inside(browser)


def test_a_deactivated_person_stays_outside(browsers: Callable[..., FlaskClient], user: FoyerUser, phone: Phone, session: Any) -> None:
    browser = browsers(user)
    page = token(browser, "/login/code")
    user.active = False
    session.commit()
    assert "/login/" in browser.post("/login/code", data={"code": phone.code(), "csrf_token": page}).location
    assert not inside(browser)


def test_without_a_password_there_is_no_code_page(client: FlaskClient) -> None:
    assert "/login/" in client.get("/login/code").location


def test_a_program_needs_the_code_too(client: FlaskClient, phone: Phone) -> None:
    body = {"username": "pat", "password": PASSWORD, "provider": "db"}
    code = phone.code()

    def ask(**more: Any) -> Any:
        return client.post(DOOR, json=body | more)

    assert [
        ask(**more).status_code for more in ({}, {"code": ""}, {"code": WRONG}, {"code": None}, {"code": [code]}, {"code": 123456})
    ] == [401] * 6
    bearer = ask(code=code, refresh=True).get_json()
    assert client.get("/api/v1/invoices/", headers={"Authorization": f"Bearer {bearer['access_token']}"}).status_code in (200, 403)
    assert ask(code=code).status_code == 401
    for odd in ("text", [], {"username": "pat"}, {"username": 1, "password": 2}, body | {"provider": "ldap"}):
        assert client.post(DOOR, json=odd).status_code == 400


def test_setting_it_up_by_page(browsers: Callable[..., FlaskClient], user: FoyerUser, session: Any) -> None:
    browser, other = browsers(user), browsers(user)
    home = "/profile/second-factor/"
    begin = {"present": "wrong", "csrf_token": token(browser, home)}
    assert "not your present password" in browser.post(home, data=begin).get_data(as_text=True)
    assert browser.post(home, data=begin | {"present": PASSWORD}).location == f"{home}confirm"
    page = browser.get(f"{home}confirm").get_data(as_text=True)
    secret = "".join(re.search(r"<code[^>]*>([A-Z2-7\s]+)</code>", page)[1].split())  # type: ignore[index]
    assert 'src="data:image/svg+xml' in page and len(secret) == 32
    assert (
        "not right" in type_code(browser, WRONG, f"{home}confirm").get_data(as_text=True)
        and factor_of(session, user.id).confirmed_at is None
    )  # type: ignore[union-attr]
    session.rollback()
    told = type_code(browser, pyotp.TOTP(secret).at(int(now().timestamp())), f"{home}confirm").get_data(as_text=True)
    assert len(re.findall(r">([2-9a-z]{5}-[2-9a-z]{5})<", told)) == 8
    assert inside(browser) and not inside(other)
    assert secret not in browser.get(home).get_data(as_text=True) and browser.get(f"{home}confirm").status_code == 302
    assert {"set_up_second_factor"} <= set(session.scalars(select(AuditEvent.verb)))


def test_turning_it_off_takes_password_and_code(browsers: Callable[..., FlaskClient], user: FoyerUser, phone: Phone) -> None:
    browser, page = browsers(user), "/profile/second-factor/off"
    type_code(browser, phone.papers[0])
    form = {"csrf_token": token(browser, page)}
    for present, code, why in (
        ("wrong", phone.papers[1], "present password"),
        (PASSWORD, WRONG, "not right"),
        (PASSWORD, phone.papers[0], "not right"),
    ):
        assert why in browser.post(page, data=form | {"present": present, "code": code}).get_data(as_text=True)
    assert browser.post(page, data=form | {"present": PASSWORD, "code": phone.papers[1]}).status_code == 302
    assert inside(browser) and inside(browsers(user))


def test_a_network_admin_takes_it_off_and_the_person_is_told(
    make: Make, user: FoyerUser, phone: Phone, admin: Any, browsers: Callable[..., FlaskClient], world: Any, session: Any
) -> None:
    place = make.location()
    user.location_id = place.id
    session.commit()
    for by in (make.manager(place), make.actor(LOCATION_MANAGER)):
        with pytest.raises(Forbidden):
            reset_second_factor(user.id, by=by)
    reset_second_factor(user.id, by=admin)
    assert inside(browsers(user))
    (mail,) = world.letters()
    assert mail["recipients"] == [user.email] and "taken off" in mail["subject"] and phone.secret not in mail["text"]
    event = session.scalars(select(AuditEvent).where(AuditEvent.verb == "reset_second_factor")).one()
    assert (event.actor_id, event.noun_id) == (admin.id, user.id)
    with pytest.raises(Refused, match="has none"):
        reset_second_factor(user.id, by=admin)


def test_nobody_takes_off_their_own_without_a_code(make: Make) -> None:
    boss = make.actor()
    with pytest.raises(Refused, match="your profile"):
        reset_second_factor(boss.id, by=boss)  # type: ignore[arg-type]


def test_when_all_staff_need_one_they_are_led_to_it(
    browsers: Callable[..., FlaskClient], make: Make, user: FoyerUser, admin: Any, session: Any, web_app: Flask
) -> None:
    user.roles = [make.role(LOCATION_MANAGER)]
    member = make.user(MEMBER)
    staff, guest = browsers(user), browsers(member)
    body = {"username": "pat", "password": PASSWORD, "provider": "db"}
    bearer = staff.post(DOOR, json=body).get_json()["access_token"]
    key = tokens.make_key(web_app.appbuilder.sm, name="Report", user_id=user.id, by=the_person(user))  # type: ignore[attr-defined]
    programs = [{"Authorization": f"Bearer {secret}"} for secret in (bearer, key)]
    assert [staff.get("/api/v1/organisations/", headers=head).status_code for head in programs] == [200, 200]
    put_setting(SETTING, Rule.REQUIRED_FOR_STAFF.value, by=admin)

    for address in ("/", "/profile/", "/profile/password", "/organisationview/list/", "/lookup/OrganisationView/location"):
        assert staff.get(address).location == "/profile/second-factor/", address
    assert "Your work takes a second step" in staff.get("/profile/second-factor/").get_data(as_text=True) and inside(guest)
    assert [staff.get("/api/v1/organisations/", headers=head).status_code for head in programs] == [401, 401]
    assert staff.post(DOOR, json=body).status_code == 401

    phone = Phone(user, session)
    fresh = browsers(user)
    type_code(fresh, phone.code())
    assert inside(fresh)


def test_where_money_needs_one_the_desk_goes_on_without(
    browsers: Callable[..., FlaskClient], make: Make, user: FoyerUser, admin: Any
) -> None:
    user.roles = [make.role(FINANCE)]
    desk = make.user(FRONT_DESK)
    money, door = browsers(user), browsers(desk)
    put_setting(SETTING, Rule.REQUIRED_FOR_MONEY.value, by=admin)

    assert money.get("/").location == "/profile/second-factor/" and inside(door)


@pytest.mark.parametrize(
    ("mode", "is_there", "kept"),
    [(Mode.PRODUCTION, False, [Rule.REQUIRED_FOR_MONEY.value]), (Mode.PRODUCTION, True, []), (Mode.DEMO, False, [])],
)
def test_a_new_house_of_production_asks_whoever_moves_money(
    app: Any, make: Make, session: Any, settings: Any, monkeypatch: pytest.MonkeyPatch, mode: Mode, is_there: bool, kept: list[str]
) -> None:
    """One that is there goes on as it was."""
    monkeypatch.setitem(app.extensions, "settings", replace(settings, mode=mode))
    make.role(NETWORK_ADMIN)
    make.user(MEMBER)  # members may have been imported first
    if is_there:
        make.user()
    admitted("first", "first@example.com")

    assert list(session.scalars(select(Setting.value).where(Setting.name == SETTING))) == kept


def test_turned_off_for_the_network_nobody_is_asked(
    browsers: Callable[..., FlaskClient], user: FoyerUser, phone: Phone, admin: Any
) -> None:
    put_setting(SETTING, Rule.OFF.value, by=admin)
    browser = browsers(user)
    assert inside(browser) and "turned off for the whole network" in browser.get("/profile/second-factor/").get_data(as_text=True)


def test_a_new_password_does_not_forgive_wrong_codes(user: FoyerUser, phone: Phone, web_app: Flask, session: Any) -> None:
    user.fail_login_count = 9
    session.commit()
    with web_app.app_context():
        web_app.appbuilder.sm.reset_password(user.id, "an umbrella for every kettle")  # type: ignore[attr-defined]
    session.refresh(user)
    assert user.fail_login_count == 9
