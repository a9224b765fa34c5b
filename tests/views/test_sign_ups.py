"""Somebody asks on the public page; staff say yes by onboarding them, or no with a reason."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from sqlalchemy import func, select

from app.access.roles import FINANCE, FRONT_DESK
from app.actions.notifications.choose import choose_ways
from app.actions.notifications.mail_digest import mail_digests
from app.actions.signups.decline import decline_sign_up
from app.actions.signups.sign_up import sign_up
from app.core.errors import Missing, Refused
from app.models import FoyerUser, Notification, Onboarding, SignUp
from app.models.notification import NotificationKind, Way
from app.models.signup import SignUpStatus
from tests.views.test_forms import Form, said_at

TYPED = {"first_name": "Thandi", "last_name": "Mokoena", "email": "thandi@acme.example", "company": "Acme", "message": "Two desks, please."}


@pytest.fixture
def location(make):
    make.role("Member")
    return make.location(code="KLF", name="Kloof", takes_sign_ups=True)


def test_anybody_may_ask_and_nothing_is_created(client, make, session, location):
    membership = make.membership(location)
    answer = Form(client, "/join/klf").send(**TYPED, membership_id=membership.id, starts_on="2026-07-01")
    assert answer.status_code == 200 and "Thank you" in answer.get_data(as_text=True)
    asked = session.scalars(select(SignUp)).one()
    assert (asked.status, asked.membership_id, asked.email) == (SignUpStatus.WAITING, membership.id, "thandi@acme.example")
    assert session.scalar(select(func.count()).select_from(FoyerUser).where(FoyerUser.email == asked.email)) == 0


def test_asking_again_is_one_asking(session, location):
    first = sign_up("KLF", **TYPED)
    again = sign_up("KLF", **TYPED | {"email": "THANDI@acme.example", "phone": "021 555 0100"})
    assert again.id == first.id and again.phone == "021 555 0100"


def test_nobody_on_the_public_page_rewrites_what_a_team_asked_for(client, make, session, location):
    """Who knows an address is thanked as everybody is, and changes nothing."""
    organisation, wanted, dearer = make.organisation(location), make.membership(location), make.membership(location)
    asked = SignUp(
        location_id=location.id,
        organisation_id=organisation.id,
        membership_id=wanted.id,
        first_name="Thandi",
        last_name="Mokoena",
        email="thandi@acme.example",
        company=organisation.name,
    )
    session.add(asked)
    session.commit()
    answer = Form(client, "/join/KLF").send(
        **TYPED | {"email": "Thandi@Acme.example", "first_name": "Mallory", "company": "Mine"}, membership_id=dearer.id
    )
    assert answer.status_code == 200 and "Thank you" in answer.get_data(as_text=True)
    session.expire_all()
    kept = session.scalars(select(SignUp)).one()
    assert (kept.organisation_id, kept.membership_id, kept.first_name, kept.company, kept.message) == (
        organisation.id,
        wanted.id,
        "Thandi",
        organisation.name,
        "",
    )
    with pytest.raises(Refused):
        sign_up("KLF", **TYPED | {"first_name": ""})


@pytest.mark.parametrize(
    ("change", "field"), [({"email": "nobody"}, "email"), ({"first_name": ""}, "first_name"), ({"last_name": "x" * 65}, "last_name")]
)
def test_what_does_not_fit_is_said_at_its_field(location, change, field):
    with pytest.raises(Refused) as refusal:
        sign_up("KLF", **TYPED | change)
    assert refusal.value.field == field


def test_only_where_sign_ups_are_taken_and_only_what_is_offered(client, make, location):
    elsewhere = make.membership(make.location(code="RSB"))
    for code in ("RSB", "NOPE"):
        assert client.get(f"/join/{code}").status_code == 404
        with pytest.raises(Missing):
            sign_up(code, **TYPED)
    with pytest.raises(Missing):
        sign_up("KLF", **TYPED, membership_id=elsewhere.id)


def test_a_program_that_fills_in_everything_is_thanked_and_forgotten(client, session, location):
    assert "Thank you" in Form(client, "/join/KLF").send(**TYPED, website="http://spam.example").get_data(as_text=True)
    assert session.scalar(select(func.count()).select_from(SignUp)) == 0


def test_onboarding_is_filled_in_and_approves(login, make, session, location):
    membership, space = make.membership(location), make.space(location)
    asked = sign_up("KLF", **TYPED, membership_id=membership.id)
    browser = login(FRONT_DESK)
    form = Form(browser, f"/onboarding/?sign_up={asked.id}")
    assert (form.values["email"], form.values["organisation_name"], form.values["sign_up"]) == (
        "thandi@acme.example",
        "Acme",
        str(asked.id),
    )
    form.address = "/onboarding/"
    for _click in range(2):
        assert form.send(space=space.id, starts_on="2026-07-01").status_code == 302
    session.expire_all()
    assert session.get_one(SignUp, asked.id).status is SignUpStatus.APPROVED
    assert session.scalars(select(Onboarding)).one().user.email == "thandi@acme.example"


def test_declining_needs_a_reason_and_ends_it(login, session, location):
    asked = sign_up("KLF", **TYPED)
    browser = login(FRONT_DESK)
    assert "Say why" in said_at(Form(browser, f"/sign-ups/decline/{asked.id}").send(reason=""), "reason")
    assert Form(browser, f"/sign-ups/decline/{asked.id}").send(reason="No room before spring").status_code == 302
    session.expire_all()
    declined = session.get_one(SignUp, asked.id)
    assert (declined.status, declined.decline_reason) == (SignUpStatus.DECLINED, "No room before spring")


def test_another_place_does_not_see_it(login, make, location):
    asked = sign_up("KLF", **TYPED)
    browser = login(FRONT_DESK, locations=[make.location()])
    assert browser.get(f"/sign-ups/show/{asked.id}").status_code == 404
    assert "Mokoena" not in browser.get("/sign-ups/list/").get_data(as_text=True)
    assert "Mokoena" not in browser.get(f"/onboarding/?sign_up={asked.id}").get_data(as_text=True)


def test_who_onboards_there_hears_of_it_once_and_by_mail_in_the_morning(make, world, session, location, admin):
    """Nobody else: not another location, not who may not onboard, not who switched it off."""
    elsewhere = make.location(code="RSB")
    desk, _other, _finance = (
        make.user(role, locations=[place]) for role, place in ((FRONT_DESK, location), (FRONT_DESK, elsewhere), (FINANCE, location))
    )
    choose_ways({NotificationKind.SIGNED_UP: Way.NONE}, by=make.actor(FRONT_DESK, at=[location]))
    with time_machine.travel(dt.datetime(2026, 6, 3, 6, 30, tzinfo=dt.UTC), tick=True):
        asked = sign_up("KLF", **TYPED)
        sign_up("KLF", **TYPED | {"phone": "021 555 0100"})
        world.run_jobs()
        told = session.scalars(select(Notification)).all()
        assert {(each.user_id, each.kind, each.noun_id) for each in told} == {
            (desk.id, NotificationKind.SIGNED_UP, asked.id),
            (admin.id, NotificationKind.SIGNED_UP, asked.id),
        }
        world.vendors.reset()
        mail_digests()
        assert {each["recipients"][0] for each in world.letters() if "unread" in each["subject"]} == {
            desk.email,
            session.get_one(FoyerUser, admin.id).email,
        }


def test_what_was_decided_before_anybody_heard_of_it_is_told_to_nobody(world, session, location, admin):
    decline_sign_up(sign_up("KLF", **TYPED).id, reason="We are full.", by=admin)
    world.run_jobs()
    assert session.scalars(select(Notification)).all() == []
