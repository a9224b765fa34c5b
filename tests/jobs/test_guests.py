"""Mails about guests, each once; WiFi accounts of guests go when they are over; and what is past its term says nobody any more (K1, K3, K5)."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from sqlalchemy import func, select, text, update

from app.access.roles import FRONT_DESK, MEMBER
from app.access.visit_passes import link_of
from app.actions.check_ins.arrive import Arrival, GuestFacts, arrive_guest
from app.actions.check_ins.leave import leave
from app.actions.guests.tell import tell_arrival, tell_invited
from app.actions.visitor_terms.publish import publish_terms
from app.actions.visits.change import change_visit
from app.models import AuditEvent, CheckIn, Contact, Delivery, Guest, MailCopy, TermsConsent, VisitorTerms, WifiVoucher
from app.models.check_in import LeftBy, Source
from app.models.delivery import DeliveryState
from app.models.visit import VisitStatus
from app.queries.wifi.account import account
from jobs.contacts import follow
from jobs.guests import remove_wifi
from jobs.retention import keep_to_terms

MORNING = dt.datetime(2026, 6, 1, 7, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel(MORNING, tick=False) as clock:
        yield clock


@pytest.fixture
def place(make):
    return make.house(sender_email="kloof@foyer.example", manager_email="pieter@foyer.example")


@pytest.fixture
def desk(make, place):
    return make.actor(FRONT_DESK, at=[place])


@pytest.fixture
def ann(make, place):
    return make.user(MEMBER, first_name="Ann", last_name="Botha", email="ann@acme.example", location_id=place.id)


def mia(place, desk, ann=None, key="a"):
    facts = GuestFacts(email="mia@example.com", name="Mia <b>Jansen</b>", company="Acme")
    return arrive_guest(facts, Arrival(place.id, Source.KIOSK, key, host_id=ann.id if ann else None), by=desk)


def test_guest_host_and_house_are_told_once(world, place, desk, ann):
    row = mia(place, desk, ann)
    world.run_jobs()
    tell_arrival(row.id, by=desk)
    world.run_jobs()
    mails = {mail["recipients"][0]: mail for mail in world.letters()}
    assert sorted(mails) == ["ann@acme.example", "mia@example.com", "pieter@foyer.example"]
    welcome = mails["mia@example.com"]["text"]
    assert "guest-" in welcome and "18:00" in welcome and "Ann Botha" in welcome and "Jansen" not in welcome, (
        "nothing that was typed at the door"
    )
    assert (
        "Acme" in mails["ann@acme.example"]["subject"]
        and "/my/guests" in mails["ann@acme.example"]["text"]
        and "/desk/" in mails["pieter@foyer.example"]["text"]
    )


def test_an_invitation_is_told_once_a_time_and_carries_the_pass(world, make, session, place, desk, ann):
    visit = make.visit(place, ann, name="Mia", email="mia@example.com", expected_at=MORNING + dt.timedelta(hours=26))
    for _ in range(2):
        tell_invited(visit.id, by=desk)
        world.run_jobs()
    (mail,) = world.letters()
    assert link_of(visit) in mail["text"] and "Ann Botha" in mail["text"]
    visit.expected_at += dt.timedelta(hours=1)
    session.commit()
    tell_invited(visit.id, by=desk)
    world.run_jobs()
    assert len(world.vendors.mails()) == 2
    visit.status = VisitStatus.CANCELLED
    session.commit()
    tell_invited(visit.id, by=desk)
    world.run_jobs()
    assert len(world.vendors.mails()) == 2


def test_a_corrected_address_gets_the_new_pass_and_the_one_before_gets_neither(world, make, session, place, desk, ann):
    """The same day, the same hour: it is the address that was mistyped."""
    visit = make.visit(place, ann, name="Mia", email="mai@example.com", expected_at=MORNING + dt.timedelta(hours=26))
    tell_invited(visit.id, by=desk)
    facts = {
        "name": "Mia",
        "company": "",
        "note": "",
        "expected_at": visit.expected_at,
        "until_at": None,
        "location_id": place.id,
        "host_id": ann.id,
    }
    change_visit(visit.id, email="mia@example.com", **facts, by=desk)
    world.run_jobs()
    (mail,) = world.letters()
    session.refresh(visit)
    assert mail["recipients"] == ["mia@example.com"] and link_of(visit) in mail["text"]
    late = session.scalars(select(Delivery).where(Delivery.addressee == "mai@example.com")).one()
    assert late.state is DeliveryState.WITHHELD and "another address" in late.reason


def test_a_visit_that_moves_there_and_back_is_told_of_each_time(world, make, session, place, desk, ann):
    visit = make.visit(place, ann, name="Mia", email="mia@example.com", expected_at=MORNING + dt.timedelta(hours=26))
    facts = {"name": "Mia", "email": "mia@example.com", "company": "", "until_at": None, "location_id": place.id, "host_id": ann.id}
    tell_invited(visit.id, by=desk)
    for hours, note in ((27, ""), (26, ""), (26, "Ring at the side door")):
        change_visit(visit.id, expected_at=MORNING + dt.timedelta(hours=hours), note=note, **facts, by=desk)
        for _ in range(2):
            world.run_jobs()
            tell_invited(visit.id, by=desk)
    assert len(world.letters()) == 4


def test_wifi_of_guests_goes_when_it_is_over(session, place, desk, june):
    row = mia(place, desk)
    name = session.scalars(select(WifiVoucher.username).where(WifiVoucher.check_in_id == row.id)).one()
    assert remove_wifi() == "0 WiFi accounts of guests were removed." and account(session, name).exists
    session.rollback()
    june.move_to(MORNING + dt.timedelta(hours=10))
    assert remove_wifi() == "1 WiFi accounts of guests were removed." and not account(session, name).exists


def test_after_ninety_days_no_mail_says_who_came(world, session, place, desk, ann, june):
    """The welcome has the guest's address, and the word to the host their name."""
    row = mia(place, desk, ann)
    world.run_jobs()
    leave(row.id, LeftBy.DESK, by=desk)
    about = select(func.count()).select_from(Delivery).where(Delivery.check_in_id == row.id)
    copies = select(func.count()).select_from(MailCopy)
    june.shift(dt.timedelta(days=89))
    keep_to_terms()
    assert (session.scalar(about), session.scalar(copies)) == (3, 3)
    session.rollback()
    june.shift(dt.timedelta(days=2))
    keep_to_terms()
    assert (session.scalar(about), session.scalar(copies)) == (0, 0)


def test_after_ninety_days_visits_are_counted_and_nobody_is_named(session, place, desk, ann, june, admin):
    publish_terms(text="Be kind.", by=admin)
    terms = session.scalars(select(VisitorTerms.id)).one()
    row = arrive_guest(
        GuestFacts(email="mia@example.com", name="Mia Jansen", company="Acme", terms_id=terms),
        Arrival(place.id, Source.KIOSK, "a", host_id=ann.id),
        by=desk,
    )
    leave(row.id, LeftBy.DESK, by=desk)
    follow()
    session.execute(update(Contact).values(created_at=MORNING))  # the database's own clock made them
    session.commit()
    assert session.scalar(select(func.count()).select_from(Contact).where(Contact.email == "mia@example.com")) == 1
    assert not session.scalar(
        select(func.count()).select_from(AuditEvent).where(text("(name || changes::text) ILIKE '%mia%'"), AuditEvent.noun != "contact")
    )
    session.rollback()
    june.shift(dt.timedelta(days=89))
    keep_to_terms()
    assert session.scalar(select(func.count()).select_from(Guest)) == 1
    session.rollback()
    june.shift(dt.timedelta(days=2))
    keep_to_terms()
    session.expire_all()
    kept = session.scalars(select(CheckIn)).one()
    assert (kept.guest_id, kept.name, kept.company, kept.host_id, kept.left_by) == (None, "", "", None, LeftBy.DESK)
    for model in (Guest, TermsConsent, WifiVoucher):
        assert session.scalar(select(func.count()).select_from(model)) == 0
    assert session.scalar(select(func.count()).select_from(Contact).where(Contact.email == "mia@example.com")) == 0
    session.rollback()
    june.shift(dt.timedelta(days=700))
    keep_to_terms()
    assert session.scalar(select(func.count()).select_from(CheckIn)) == 0
