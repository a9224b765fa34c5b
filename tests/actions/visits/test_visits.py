"""Guests who are expected: who may invite whom, where and when; each has a pass of their own."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from sqlalchemy import func, select

from app.access.roles import FINANCE, FRONT_DESK, MEMBER
from app.access.visit_passes import link_of, secret_of
from app.actions.accounts.person import the_person
from app.actions.check_ins.arrive import Arrival, GuestFacts, arrive_guest
from app.actions.visits.cancel import cancel_visit
from app.actions.visits.change import change_visit
from app.actions.visits.invite import Invited, Time, invite_guests
from app.actions.visits.miss import miss_visits
from app.core.errors import Forbidden, Missing, Refused
from app.models import AuditEvent, CheckIn, Visit
from app.models.check_in import Source
from app.models.visit import VisitStatus
from app.queries.presence.by_pass import visit_by_pass
from app.queries.presence.expected import still_expected

MORNING = dt.datetime(2026, 6, 1, 7, tzinfo=dt.UTC)  # 9 o'clock at Cape Town
NOON = Time(MORNING + dt.timedelta(hours=3))
MIA = Invited("Mia  Jansen", "Mia@Example.com", "Acme")


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel(MORNING, tick=False) as clock:
        yield clock


@pytest.fixture
def place(make):
    return make.house(wifi_network="")


@pytest.fixture
def desk(make, place):
    return make.actor(FRONT_DESK, at=[place])


def details(visit, **other):
    columns = ("name", "email", "company", "note", "expected_at", "until_at", "location_id", "host_id")
    return {name: getattr(visit, name) for name in columns} | other


def test_several_guests_on_several_days_are_told_once(place, desk, session):
    days = [NOON, Time(NOON.expected_at + dt.timedelta(days=7))]
    made = invite_guests([MIA, Invited("Sam")], days, location_id=place.id, key="form-1", by=desk)
    again = invite_guests([MIA, Invited("Sam")], days, location_id=place.id, key="form-1", by=desk)
    assert [each.id for each in made] == [each.id for each in again] and session.scalar(select(func.count(Visit.id))) == 4
    assert (made[0].name, made[0].email_key, made[1].email_key) == ("Mia Jansen", "mia@example.com", None)
    secrets = {secret_of(each) for each in made}
    assert len(secrets) == 4 and link_of(made[0]).endswith(f"/visit/{secret_of(made[0])}")
    assert {visit_by_pass(session, each).id for each in secrets} == {each.id for each in made}
    assert visit_by_pass(session, "nobody") is None and visit_by_pass(session, "") is None


@pytest.mark.parametrize(
    ("guests", "time", "field"),
    [
        ([], NOON, "guests"),
        ([Invited(" ")], NOON, "guests"),
        ([Invited("Mia", "mia(at)example.com")], NOON, "guests"),
        ([Invited(f"Guest {n}") for n in range(201)], NOON, "guests"),
        ([MIA], Time(MORNING - dt.timedelta(hours=2)), "expected_at"),
        ([MIA], Time(MORNING + dt.timedelta(days=400)), "expected_at"),
        ([MIA], Time(MORNING, MORNING), "until_at"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field_and_nothing_is_half_invited(place, desk, session, guests, time, field):
    with pytest.raises(Refused) as refusal:
        invite_guests([*guests[:1], *guests], [time], location_id=place.id, by=desk)
    assert refusal.value.field == field and session.scalar(select(func.count(Visit.id))) == 0


def test_members_invite_their_own_guests_to_their_own_places_and_no_others(make, place, desk):
    license = make.license(membership=make.membership(place))
    host = make.user(MEMBER, organisation_id=license.organisation_id)
    me, other = the_person(host), the_person(make.user(MEMBER, organisation_id=license.organisation_id))
    (visit,) = invite_guests([MIA], [NOON], location_id=place.id, host_id=host.id, by=me)
    with pytest.raises(Refused) as refusal:
        invite_guests([MIA], [NOON], location_id=make.location().id, host_id=host.id, by=me)
    assert refusal.value.field == "location_id"
    for host_id in (None, other.id):
        with pytest.raises(Forbidden):
            invite_guests([MIA], [NOON], location_id=place.id, host_id=host_id, by=me)
    with pytest.raises(Missing):
        cancel_visit(visit.id, by=other)
    with pytest.raises(Forbidden):
        change_visit(visit.id, **details(visit, host_id=other.id), by=me)
    with pytest.raises(Refused) as refusal:
        invite_guests([Invited(f"Guest {n}") for n in range(100)], [NOON], location_id=place.id, host_id=host.id, by=me)
    assert refusal.value.field == "guests"
    assert cancel_visit(visit.id, by=me).status is cancel_visit(visit.id, by=me).status is VisitStatus.CANCELLED
    with pytest.raises(Refused, match="Invite them again"):
        change_visit(visit.id, **details(visit), by=desk)


def test_who_works_elsewhere_or_keeps_the_books_invites_nobody(make, place):
    with pytest.raises(Forbidden):
        invite_guests([MIA], [NOON], location_id=place.id, by=make.actor(FINANCE))
    with pytest.raises(Forbidden):
        invite_guests([MIA], [NOON], location_id=place.id, by=make.actor(FRONT_DESK, at=[make.location()]))


def test_another_address_gets_another_pass(place, desk, session):
    (visit,) = invite_guests([MIA], [NOON], location_id=place.id, by=desk)
    first = secret_of(visit)
    change_visit(visit.id, **details(visit, note="Second floor"), by=desk)
    assert secret_of(visit) == first
    change_visit(visit.id, **details(visit, email="sam@example.com", name="Sam"), by=desk)
    assert visit_by_pass(session, first) is None and visit_by_pass(session, secret_of(visit)).name == "Sam"


def test_who_did_not_come_is_missed_when_the_day_of_the_place_is_over_and_may_still_come(place, desk, session, june):
    (visit,) = invite_guests([MIA], [Time(MORNING + dt.timedelta(hours=14, minutes=30))], location_id=place.id, by=desk)  # 23:30
    june.move_to(MORNING + dt.timedelta(hours=14, minutes=50))
    assert miss_visits() == 0
    june.move_to(MORNING + dt.timedelta(hours=15, minutes=5))  # five past midnight at Cape Town, still the same day in UTC
    assert miss_visits() == 1 and miss_visits() == 0
    session.refresh(visit)
    assert visit.status is VisitStatus.MISSED
    assert session.scalars(select(AuditEvent.changes).where(AuditEvent.noun == "visit", AuditEvent.verb == "change")).all() == [
        {"status": ["expected", "missed"]}
    ]
    arrive_guest(GuestFacts(email=visit.email, name=visit.name), Arrival(place.id, Source.DESK, "late", visit_id=visit.id), by=desk)
    assert visit.status is VisitStatus.ARRIVED


def test_who_walked_in_and_shows_the_pass_afterwards_is_the_guest_who_was_expected(place, desk, make, session):
    host = make.user(MEMBER, organisation_id=make.organisation(place).id)
    (visit,) = invite_guests([MIA], [NOON], location_id=place.id, host_id=host.id, by=desk)
    guest = GuestFacts(email=visit.email, name=visit.name)
    walked_in = arrive_guest(guest, Arrival(place.id, Source.DESK, "in"), by=desk)
    assert still_expected(session, place, by=desk) == 1
    for key in ("pass", "again"):
        assert arrive_guest(guest, Arrival(place.id, Source.KIOSK, key, visit_id=visit.id), by=desk).id == walked_in.id
    assert (visit.status, walked_in.visit_id, walked_in.host_id) == (VisitStatus.ARRIVED, visit.id, host.id)
    assert (still_expected(session, place, by=desk), session.scalar(select(func.count(CheckIn.id)))) == (0, 1)


def test_a_second_pass_of_who_is_in_by_their_first_stays_expected(place, desk, session):
    first, second = invite_guests([MIA], [NOON, Time(MORNING + dt.timedelta(hours=6))], location_id=place.id, by=desk)
    guest = GuestFacts(email=first.email, name=first.name)
    row = arrive_guest(guest, Arrival(place.id, Source.DESK, "in", visit_id=first.id), by=desk)
    assert arrive_guest(guest, Arrival(place.id, Source.DESK, "pass", visit_id=second.id), by=desk).id == row.id
    assert (row.visit_id, second.status) == (first.id, VisitStatus.EXPECTED), "the afternoon is still to come"
