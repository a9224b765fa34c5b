"""Roles, addresses that sign others in, bank details and keys take the password of the last ten minutes; what was typed goes through the page that asks."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from flask_appbuilder.security.sqla.models import ApiKey, Role
from sqlalchemy import select, update

from app.access.actor import SYSTEM
from app.access.lockout import FREE_TRIES
from app.access.roles import FRONT_DESK, LOCATION_MANAGER, MEMBER
from app.actions.users.sign_out import sign_out_user
from app.actions.webhooks.create import create_webhook
from app.core.clock import now
from app.models import FoyerUser, Kiosk, MailArchive, MailText, Setting, SignIn, Webhook
from app.models.user import TeamRole
from app.queries.sign_ins import STAFF_IDLE
from tests.make import PASSWORD
from tests.views.billing import text_of
from tests.views.test_forms import Form

ASKED = "Your password, please"
BANK = "First Bank 62-00\nBranch 250655 <main>"


@pytest.fixture
def place(make, session):
    found = make.location(name="Kloof")
    found.bank_details = "Old Bank 1"
    session.commit()
    return found


@pytest.fixture
def ann(make, place):
    return make.user(MEMBER, first_name="Ann", last_name="Other", email="ann@acme.example", organisation_id=make.organisation(place).id)


@pytest.fixture
def bob(make, place):
    return make.user(FRONT_DESK, first_name="Bob", last_name="Desk", email="bob@house.example", locations=[place])


@pytest.fixture
def client(app, web_app):
    """Without a context that outlives the request: two browsers share nothing."""
    return web_app.test_client()


def later(minutes: float = 11) -> Any:
    return time_machine.travel(now() + dt.timedelta(minutes=minutes), tick=False)


def post(browser: Any, address: str, **typed: Any) -> Any:
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get("/profile/edit").get_data(as_text=True))[1]
    return browser.post(address, data={**typed, "csrf_token": token})


def answered(browser: Any, page: Any, password: str) -> Any:
    """The page that asks, sent as a browser does it."""
    text = page.get_data(as_text=True)
    main = text.split("<main", 1)[1]
    sent = [
        (re.search(r'name="([^"]+)"', each)[1], html.unescape(re.search(r'value="([^"]*)"', each, flags=re.S)[1]))
        for each in re.findall(r'<input[^>]*type="hidden"[^>]*>', main)
    ]
    data: dict[str, list[str]] = {}
    for name, value in [*sent, ("present", password)]:
        data.setdefault(name, []).append(value)
    return browser.post(page.request.path, data=data)


def role_ids(session: Any, *names: str) -> list[int]:
    return list(session.scalars(select(Role.id).where(Role.name.in_(names))))


def member_address(browser, session, place, ann, bob):
    return Form(browser, f"/members/edit/{ann.id}").send(email="new@acme.example"), lambda: ann.email == "new@acme.example"


def staff_address(browser, session, place, ann, bob):
    page = Form(browser, f"/users/edit/{bob.id}").send(email="rob@house.example", roles=role_ids(session, FRONT_DESK), locations=[place.id])
    return page, lambda: bob.email == "rob@house.example"


def roles(browser, session, place, ann, bob):
    page = Form(browser, f"/users/edit/{bob.id}").send(roles=role_ids(session, FRONT_DESK, LOCATION_MANAGER), locations=[place.id])
    return page, lambda: {each.name for each in bob.roles} == {FRONT_DESK, LOCATION_MANAGER}


def works_at(browser, session, place, ann, bob):
    page = Form(browser, f"/users/edit/{bob.id}").send(roles=role_ids(session, FRONT_DESK), locations=[])
    return page, lambda: bob.locations == []


def colleague(browser, session, place, ann, bob):
    page = Form(browser, "/users/add").send(
        email="cleo@house.example",
        first_name="Cleo",
        last_name="New",
        roles=role_ids(session, FRONT_DESK),
        password="an umbrella for every kettle",
        again="an umbrella for every kettle",
    )
    return page, lambda: session.scalars(select(FoyerUser).where(FoyerUser.email == "cleo@house.example")).one_or_none() is not None


def password_of_another(browser, session, place, ann, bob):
    before, fresh = ann.password, "an umbrella for every kettle"
    return Form(browser, f"/users/password/{ann.id}").send(password=fresh, again=fresh), lambda: ann.password != before


def team_role(browser, session, place, ann, bob):
    return Form(browser, f"/members/team-role/{ann.id}").send(role="owner"), lambda: ann.team_role is TeamRole.OWNER


def owners(browser, session, place, ann, bob):
    page = post(browser, "/members/action_post", action="make_owner", rowid=[ann.id])
    return page, lambda: ann.team_role is TeamRole.OWNER


def role_of_the_network(browser, session, place, ann, bob):
    name = f"Keeper {uuid4().hex[:8]}"  # roles outlive a test
    page = Form(browser, "/roles/add").send(name=name, permissions=[])
    return page, lambda: session.scalar(select(Role.id).where(Role.name == name)) is not None


def bank(browser, session, place, ann, bob):
    page = Form(browser, f"/locations/edit/{place.id}").send(bank_details=BANK)
    return page, lambda: place.bank_details.splitlines() == BANK.splitlines()


def bank_as_usual(browser, session, place, ann, bob):
    page = post(browser, f"/location-settings/{place.id}/usual", name="bank_details")
    return page, lambda: place.bank_details == ""


def webhook(browser, session, place, ann, bob):
    page = Form(browser, "/webhooks/add").send(description="Books", url="https://books.example/hook", events=["invoice.paid"])
    return page, lambda: session.scalar(select(Webhook.id)) is not None


def archive(browser, session, place, ann, bob):
    page = Form(browser, "/mail-archive/").send(kind="imap", address="imap.example.com", username="box", folder="INBOX", secret="key")
    return page, lambda: session.scalar(select(MailArchive.id)) is not None


def let_in_again(browser, session, place, ann, bob):
    session.execute(update(FoyerUser).where(FoyerUser.id == bob.id).values(active=False))
    session.commit()
    return post(browser, "/users/action_post", action="activate", rowid=[bob.id]), lambda: bob.active


def last_day(browser, session, place, ann, bob):
    """Whoever ends one day may come for ever."""
    session.execute(update(FoyerUser).where(FoyerUser.id == ann.id).values(ends_on=dt.date(2030, 1, 1)))
    session.commit()
    return Form(browser, f"/members/edit/{ann.id}").send(ends_on=""), lambda: ann.ends_on is None


def rule_of_signing_in(browser, session, place, ann, bob):
    page = Form(browser, "/settings/").send(sign_in__staff_idle_minutes="480")
    return page, lambda: session.scalar(select(Setting.value).where(Setting.name == STAFF_IDLE)) == "480"


def kiosk(browser, session, place, ann, bob):
    page = Form(browser, "/kiosks/add").send(name="Door", location=place.id)
    return page, lambda: session.scalar(select(Kiosk.name)) == "Door"


def text_of_a_mail(browser, session, place, ann, bob):
    """It may say where to pay."""
    page = browser.get("/mail-texts/lead_thanks/").get_data(as_text=True)
    seen = re.search(r'name="seen" value="([^"]*)"', page)[1]
    page = post(browser, "/mail-texts/lead_thanks/", subject="Thanks", body="To our new account.", verb="save", seen=seen)
    return page, lambda: session.scalar(select(MailText.body)) == "To our new account."


GRAVE: list[Callable[..., Any]] = [
    member_address, staff_address, roles, works_at, colleague, password_of_another, team_role, owners, role_of_the_network, bank, bank_as_usual,
    webhook, archive, let_in_again, last_day, rule_of_signing_in, kiosk, text_of_a_mail,
]  # fmt: skip


@pytest.mark.parametrize("change", GRAVE, ids=lambda each: each.__name__)
def test_it_asks_after_ten_minutes_and_goes_on_with_what_was_typed(login, session, place, ann, bob, change):
    browser = login()
    with later():
        page, is_done = change(browser, session, place, ann, bob)
        assert ASKED in text_of(page)
        session.expire_all()
        assert not is_done()
        wrong = answered(browser, page, "not mine at all")
        assert "not your present password" in text_of(wrong)
        session.expire_all()
        assert not is_done()
        assert session.scalars(select(FoyerUser.fail_login_count).where(FoyerUser.fail_login_count > 0)).all() == [1]
        assert ASKED not in text_of(answered(browser, wrong, PASSWORD))
        session.expire_all()
        assert is_done()


@pytest.mark.parametrize("change", GRAVE, ids=lambda each: each.__name__)
def test_it_asks_nobody_who_said_it_within_ten_minutes(login, session, place, ann, bob, change):
    browser = login()
    with later(9):
        page, is_done = change(browser, session, place, ann, bob)
        session.expire_all()
        assert ASKED not in text_of(page) and is_done()


def test_nothing_else_asks(login, session, place, ann, bob):
    browser = login()
    with later():
        assert Form(browser, f"/members/edit/{ann.id}").send(first_name="Anna", email="Ann@Acme.example").status_code == 302
        kept = {"roles": role_ids(session, FRONT_DESK), "locations": [place.id]}
        assert Form(browser, f"/users/edit/{bob.id}").send(first_name="Rob", **kept).status_code == 302
        assert Form(browser, f"/locations/edit/{place.id}").send(bank_details="Old Bank 1", legal_name="Kloof Ltd").status_code == 302
        assert post(browser, f"/members/action/deactivate/{ann.id}").status_code == 302
        session.expire_all()
        assert (ann.first_name, bob.first_name, place.legal_name, ann.active) == ("Anna", "Rob", "Kloof Ltd", False)


def test_once_said_it_is_good_for_ten_minutes_in_that_browser_alone(login, web_app, session, place, ann, bob):
    browser = login()
    me = session.scalars(select(FoyerUser).order_by(FoyerUser.id.desc())).first()
    with browser.session_transaction() as kept:
        copied = dict(kept)
    other = web_app.test_client()
    assert Form(other, "/login/").send(username=me.username, password=PASSWORD).status_code == 302
    with later():
        page, _is_done = bank(browser, session, place, ann, bob)
        assert answered(browser, page, PASSWORD).status_code == 302
        thief = web_app.test_client()
        with thief.session_transaction() as kept:
            kept.update(copied)
        assert thief.get("/profile/").status_code != 200, "the session has another secret, and the copy none"
        assert ASKED in text_of(team_role(other, session, place, ann, bob)[0])
        assert ASKED not in text_of(team_role(browser, session, place, ann, bob)[0])
        with later(9):
            assert ASKED not in text_of(member_address(browser, session, place, ann, bob)[0])
        with later(10):
            assert ASKED in text_of(staff_address(browser, session, place, ann, bob)[0])
    assert len(session.scalars(select(SignIn).where(SignIn.user_id == me.id)).all()) == 2, "it is the same session"


def test_wrong_ones_lock_as_at_the_door(login, session, place, ann, bob):
    browser = login()
    with later():
        page, is_done = bank(browser, session, place, ann, bob)
        for _turn in range(FREE_TRIES):
            page = answered(browser, page, "not mine at all")
        assert "too many wrong passwords" in text_of(answered(browser, page, PASSWORD))
        session.expire_all()
        assert not is_done()


def test_nobody_begins_their_own_count_anew_or_goes_around_their_profile(login, session):
    """There the present password is asked for, however fresh the session is."""
    browser = login()
    me = session.scalars(select(FoyerUser).order_by(FoyerUser.id.desc())).first()
    session.execute(update(FoyerUser).where(FoyerUser.id == me.id).values(fail_login_count=3))
    session.commit()
    before = me.password
    assert "signed in already" in text_of(post(browser, f"/users/action/activate/{me.id}")) + text_of(browser.get("/users/list/"))
    Form(browser, f"/users/password/{me.id}").send(password="an umbrella for every kettle", again="an umbrella for every kettle")
    page = Form(browser, f"/users/edit/{me.id}").send(email="thief@elsewhere.example")
    assert "changed on your profile" in text_of(page)
    session.expire_all()
    assert (me.fail_login_count, me.password, me.email != "thief@elsewhere.example") == (3, before, True)


def test_a_session_that_was_ended_meanwhile_is_asked_nothing(login, session, place, ann, bob):
    browser = login()
    me = session.scalars(select(FoyerUser).order_by(FoyerUser.id.desc())).first()
    with later():
        page, is_done = bank(browser, session, place, ann, bob)
        sign_out_user(me.id, by=SYSTEM)
        assert answered(browser, page, PASSWORD).status_code in (302, 401)
        session.expire_all()
        assert not is_done()


def test_keys_of_programs_networks_and_colleagues_ask_too(login, make, session, place):
    browser, form = login(), make.lead_form(place)
    hook = create_webhook(description="Books", url="https://books.example/hook", events=["invoice.paid"], by=make.actor()).webhook
    secret = hook.sealed_secret
    with later():
        asked = [
            Form(browser, f"/webhooks/secret/{hook.id}").send(),
            Form(browser, f"/webhooks/edit/{hook.id}").send(url="https://else.example/hook", events=["invoice.paid"]),
            post(browser, f"/lead-forms/action/renew/{form.id}"),
            Form(browser, "/peers/rotate").send(),
            Form(browser, "/set-up/colleagues").send(first_name="Cleo", last_name="New", email="cleo@house.example", role=FRONT_DESK),
        ]
        assert [ASKED in text_of(page) for page in asked] == [True] * len(asked)
        session.expire_all()
        assert (hook.sealed_secret, hook.url, form.hook_key_mark) == (secret, "https://books.example/hook", None)
        kept = Form(browser, f"/webhooks/edit/{hook.id}").send(description="Accounting", events=["invoice.paid"])
        assert kept.status_code == 302, text_of(kept)
        assert "cancel" in text_of(asked[2]).lower() and answered(browser, asked[2], PASSWORD).status_code == 200
        session.expire_all()
        assert form.hook_key_mark is not None


def test_who_goes_to_xero_is_asked_before(login):
    browser = login()
    with later():
        page = browser.get("/xero/connect")
        assert ASKED in text_of(page)
        on = answered(browser, page, PASSWORD)
        assert "Go on to Xero" in text_of(on)
        assert browser.get("/xero/connect").status_code == 302


def test_the_way_back_from_xero_does_not_stay_open(login):
    """Whoever gave up there leaves no door for who finds the cookie hours later."""
    browser = login()
    state = re.search(r"state=([^&]+)", browser.get("/xero/connect").location)[1]
    with later(25):
        browser.get(f"/xero/back?state={state}&code=theirs")
        assert "not come from a connection that you began here" in text_of(browser.get("/users/list/"))


def test_a_program_with_a_key_is_not_asked(login, web_app, session, ann):
    browser = login()
    shown = Form(browser, "/profile/keys").send(name="Power BI", present=PASSWORD)
    key = shown.get_data(as_text=True).split("<code>")[1].split("</code>")[0]
    with later(60):
        answer = web_app.test_client().put(
            f"/api/v1/user/{ann.id}", json={"email": "new@acme.example"}, headers={"Authorization": f"Bearer {key}"}
        )
    assert answer.status_code == 200, answer.get_data(as_text=True)
    session.expire_all()
    assert ann.email == "new@acme.example" and session.scalar(select(ApiKey.id)) is not None
