"""What happens behind the screens: each change sets its jobs going with itself or not at all, each is done once, and what fails says why and is tried again by a button."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from app.access.actor import Actor
from app.access.roles import NETWORK_ADMIN
from app.actions.bookings.cancel import cancel_booking
from app.actions.bookings.change import change_booking
from app.actions.bookings.create import create_booking
from app.actions.leads.create import create_lead
from app.actions.licenses.end import end_license
from app.actions.onboarding.onboard import onboard
from app.actions.organisations.change import change_organisation
from app.actions.payments.record_eft import record_eft
from app.core.errors import Conflict
from app.models import Booking, OutboxMessage
from app.models.outbox import OutboxState
from jobs import runner
from tests.jobs.test_xero_contacts import brought_in
from tests.make import Make
from tests.stories.test_invitations import Mail
from tests.views.test_forms import Form
from tests.world import World

MORNING = dt.datetime(2026, 6, 1, 8, tzinfo=dt.UTC)
AT_TEN = dt.datetime(2026, 6, 2, 8, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def june() -> Any:
    with time_machine.travel(MORNING, tick=False):
        yield


@pytest.fixture
def kloof(make: Make) -> Any:
    return make.location(name="Kloof", code="KLF", sender_email="desk@kloof.example", manager_email="manager@kloof.example")


@pytest.fixture
def ann(make: Make, kloof: Any) -> Any:
    license = make.license(membership=make.membership(kloof))
    user = make.user("Member", email="ann@acme.example", organisation_id=license.organisation_id, location_id=kloof.id)
    license.user_id = user.id
    make.session.commit()
    return user


@pytest.fixture
def booked(make: Make, kloof: Any, ann: Any, admin: Actor) -> Callable[[], Booking]:
    room = make.room(make.space(kloof), name="Boardroom")
    return lambda: create_booking(
        room_id=room.id, user_id=ann.id, starts_at=AT_TEN, ends_at=AT_TEN + HOUR, attendees=["ben@guest.example"], by=admin
    )


def set_going(make: Make, change: Callable[[], Any]) -> set[str]:
    """The jobs that this change brought."""
    make.session.rollback()
    before = set(make.session.scalars(select(OutboxMessage.id)))
    change()
    make.session.rollback()
    return {row.job for row in make.session.scalars(select(OutboxMessage).where(OutboxMessage.id.not_in(before)))}


def test_each_change_brings_the_jobs_that_follow_from_it(
    make: Make, world: World, kloof: Any, ann: Any, booked: Callable[[], Booking], admin: Actor
) -> None:
    world.connect(kloof)
    organisation_id = ann.organisation_id
    license = make.license(ann.organisation, make.membership(kloof))
    make.role("Member")
    newcomer = {
        "organisation": {"name": "Baobab"}, "person": {"email": "thandi@baobab.example", "first_name": "Thandi", "last_name": "Mokoena"},
        "license": {"membership_id": license.membership_id, "space_id": license.space_id, "starts_on": MORNING.date()},
    }  # fmt: skip
    brought = {
        "a booking": set_going(make, booked),
        "an end": set_going(make, lambda: end_license(license.id, on=dt.date(2026, 6, 30), by=admin)),
        "another name": set_going(make, lambda: change_organisation(organisation_id, name="Acme & Sons", by=admin)),
        "a newcomer": set_going(make, lambda: onboard(key="k1", by=admin, **newcomer)),
        "a lead": set_going(make, lambda: create_lead(location_id=kloof.id, name="Sipho Dube", email="sipho@dube.example", by=admin)),
        "money": set_going(make, lambda: record_eft(organisation_id, key="eft", amount_cents=10_000, reference="ACME", by=admin)),
    }
    expected = {
        "a booking": {"jobs.invitations.invite"},
        "an end": {"jobs.access.settle_license"},
        "another name": {"jobs.xero_contacts.tell_contact"},
        "a newcomer": {"jobs.xero_contacts.make_contact", "jobs.access.settle_license"},
        "a lead": {"jobs.leads.tell_created", "jobs.opportunities.open_for_lead"},
        "money": {"jobs.xero_entries.note_payment"},
    }
    assert {name: jobs & expected[name] for name, jobs in brought.items()} == expected


def test_a_change_that_is_refused_brings_none(make: Make, kloof: Any, ann: Any, booked: Callable[[], Booking]) -> None:
    booked()
    with pytest.raises(Conflict):
        set_going(make, booked)
    make.session.rollback()
    assert [row.job for row in make.session.scalars(select(OutboxMessage).where(OutboxMessage.event == "BookingMade"))] == [
        "jobs.invitations.invite"
    ]


def test_a_booking_made_moved_and_cancelled_is_told_once_each_to_whom_it_concerns(
    world: World, booked: Callable[[], Booking], admin: Actor
) -> None:
    booking_id = booked().id
    world.run_jobs()
    change_booking(booking_id, starts_at=AT_TEN + HOUR, ends_at=AT_TEN + 2 * HOUR, by=admin)
    world.run_jobs()
    cancel_booking(booking_id, by=admin)
    mails = world.letters()
    for address in ("ann@acme.example", "ben@guest.example", "manager@kloof.example"):
        assert sum(address in mail["recipients"] for mail in mails) == 3, address
    told = [Mail(world.vendors.url, mail).told for mail in mails if mail["recipients"] == ["ben@guest.example"]]
    assert [(method, sequence) for _to, method, sequence, _who in told] == [("REQUEST", 0), ("REQUEST", 1), ("CANCEL", 2)]


def test_a_hint_that_comes_twice_does_its_work_once(make: Make, world: World, booked: Callable[[], Booking]) -> None:
    booked()
    message_id = make.session.scalars(select(OutboxMessage.id).where(OutboxMessage.event == "BookingMade")).one()
    for _hint in range(3):
        runner.run(message_id)
    assert len(world.letters()) == 3


def test_what_fails_says_why_and_a_button_tries_again(make: Make, world: World, login: Any, kloof: Any, ann: Any, admin: Actor) -> None:
    world.connect(kloof)
    brought_in(world, ann.organisation)  # the books know the customer
    world.vendors.fault("403", "*Contacts*")
    change_organisation(ann.organisation_id, name="Acme & Sons", by=admin)
    world.run_jobs()
    make.session.rollback()
    row = make.session.scalars(select(OutboxMessage).where(OutboxMessage.state == OutboxState.PARKED)).one()
    assert (row.job, row.failures) == ("jobs.xero_contacts.tell_contact", 1) and row.last_error, (
        "what may not be is not tried again by itself"
    )
    reason = row.last_error

    browser = login(NETWORK_ADMIN)
    page = browser.get("/health/").get_data(as_text=True)
    assert reason in unescape(page)
    token = Form(browser, "/health/").values["csrf_token"]
    assert browser.post("/health/again", data={"csrf_token": token, "job": row.job, "reason": reason}).status_code == 302
    world.run_jobs()
    assert "Acme & Sons" in {each["Name"] for each in world.vendors.held("Contacts")}
    assert reason not in unescape(browser.get("/health/").get_data(as_text=True)) and world.open_jobs() == []
