"""At the door: one open check-in a person and place, guests by their address, terms in versions, WiFi until closing time (K1-K3)."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from sqlalchemy import func, select

from app.access.actor import Actor
from app.access.permissions import Permission
from app.access.roles import FINANCE, FRONT_DESK, MEMBER
from app.access.scope import narrowed
from app.actions.check_ins.arrive import Arrival, GuestFacts, arrive_guest, arrive_member
from app.actions.check_ins.leave import leave
from app.core.errors import Forbidden, Refused
from app.models import CheckIn, Guest, OutboxMessage, Picture, TermsConsent, VisitorTerms, WifiVoucher
from app.models.check_in import LeftBy, Source
from app.queries.wifi.account import account

MORNING = dt.datetime(2026, 6, 1, 7, tzinfo=dt.UTC)  # 9 o'clock at Cape Town


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel(MORNING, tick=False) as clock:
        yield clock


@pytest.fixture
def place(make):
    return make.house()


@pytest.fixture
def desk(make, place):
    return make.actor(FRONT_DESK, at=[place])


def terms(session, version):
    row = VisitorTerms(version=version, language="en", text=f"Be kind ({version}).", published_at=MORNING, published_by="Naledi")
    session.add(row)
    session.commit()
    return row.id


def came(place, key, **more):
    return Arrival(location_id=place.id, source=Source.KIOSK, key=key, **more)


def test_a_guest_is_found_again_by_their_address_and_told_twice_is_once(session, place, desk):
    first = arrive_guest(GuestFacts(email="Mia@Example.com ", name="Mia  Jansen", company="Acme"), came(place, "a"), by=desk)
    again = arrive_guest(GuestFacts(email="mia@example.com", name="Mia Jansen"), came(place, "a"), by=desk)
    other_key = arrive_guest(GuestFacts(email="mia@example.com"), came(place, "b"), by=desk)
    assert {first.id, again.id, other_key.id} == {first.id} and first.name == "Mia Jansen"
    assert session.scalar(select(func.count()).select_from(Guest)) == 1
    assert session.scalar(select(func.count()).select_from(OutboxMessage).where(OutboxMessage.event == "GuestArrived")) <= 1
    leave(first.id, LeftBy.DESK, by=desk)
    assert arrive_guest(GuestFacts(email="mia@example.com"), came(place, "c"), by=desk).id != first.id


def test_wifi_of_a_guest_works_until_closing_time(session, place, desk):
    row = arrive_guest(GuestFacts(email="mia@example.com", name="Mia"), came(place, "a"), by=desk)
    voucher = session.scalars(select(WifiVoucher).where(WifiVoucher.check_in_id == row.id)).one()
    there = account(session, voucher.username)
    assert there.exists and there.until == voucher.until == dt.datetime(2026, 6, 1, 16, tzinfo=dt.UTC)


def test_terms_are_agreed_to_once_a_version(session, place, desk):
    old = terms(session, 1)
    with pytest.raises(Refused) as refusal:
        arrive_guest(GuestFacts(email="mia@example.com", name="Mia"), came(place, "a"), by=desk)
    assert refusal.value.field == "terms" and session.scalar(select(func.count()).select_from(Guest)) == 0, "nothing half written"
    row = arrive_guest(GuestFacts(email="mia@example.com", name="Mia", terms_id=old, address="192.0.2.7"), came(place, "a"), by=desk)
    leave(row.id, LeftBy.KIOSK, by=desk)
    arrive_guest(GuestFacts(email="mia@example.com"), came(place, "b"), by=desk)
    terms(session, 2)
    leave(session.scalars(select(CheckIn).where(CheckIn.left_at.is_(None))).one().id, LeftBy.KIOSK, by=desk)
    with pytest.raises(Refused):
        arrive_guest(GuestFacts(email="mia@example.com", terms_id=old), came(place, "c"), by=desk)
    assert session.scalars(select(TermsConsent.address)).all() == ["192.0.2.7"]


def test_a_member_checks_in_once_and_out_themselves(place, make, desk):
    member = make.actor(MEMBER)
    first = arrive_member(member.id, came(place, "a"), by=member)
    assert arrive_member(member.id, Arrival(place.id, Source.WIFI, "wifi"), by=desk).id == first.id
    with pytest.raises(Forbidden):
        arrive_member(make.user(MEMBER).id, came(place, "x"), by=member)
    with pytest.raises(Forbidden):
        arrive_member(member.id, Arrival(place.id, Source.DESK, "y"), by=make.actor(FINANCE))
    left = leave(first.id, LeftBy.SESSION, by=member)
    assert left.left_by is LeftBy.SESSION and leave(first.id, LeftBy.DESK, by=desk).left_by is LeftBy.SESSION


def test_what_a_tablet_kept_is_told_late_and_is_over_when_the_house_closed(place, desk, june):
    late = arrive_guest(GuestFacts(email="mia@example.com", name="Mia"), came(place, "a", at=MORNING - dt.timedelta(minutes=8)), by=desk)
    assert late.was_offline and late.arrived_at == MORNING - dt.timedelta(minutes=8) and late.left_at is None
    june.move_to(MORNING + dt.timedelta(hours=12))
    over = arrive_guest(GuestFacts(email="sam@example.com", name="Sam"), came(place, "b", at=MORNING), by=desk)
    assert over.left_by is LeftBy.CLOSING and over.left_at == dt.datetime(2026, 6, 1, 16, tzinfo=dt.UTC)


def test_twenty_at_one_moment_are_one(app, place, desk, session):
    def one(n):
        with app.app_context():
            return arrive_guest(GuestFacts(email="mia@example.com", name="Mia"), came(place, f"key-{n}"), by=desk).id

    with ThreadPoolExecutor(5) as pool:
        assert len(set(pool.map(one, range(20)))) == 1
    assert session.scalar(select(func.count()).select_from(CheckIn)) == 1


def test_the_desk_sees_the_photo_of_its_own_guests_alone(session, place, desk, make):
    row = arrive_guest(GuestFacts(email="mia@example.com", name="Mia"), came(place, "a"), by=desk)
    photo = Picture(sha256="x" * 64, content=b"jpeg")
    session.add(photo)
    session.flush()
    row.guest.picture_id = photo.id
    session.commit()
    elsewhere = make.actor(FRONT_DESK, at=[make.location(code="SEA")])
    assert [session.scalars(narrowed(select(Picture.id), by, Picture)).all() for by in (desk, elsewhere)] == [[photo.id], []]


def test_people_of_another_location_are_nobody_to_a_desk(session, place, desk, make):
    elsewhere = make.location(code="SEA")
    theirs = make.user(MEMBER, organisation_id=make.organisation(elsewhere).id)
    with pytest.raises(Refused):
        arrive_member(theirs.id, Arrival(place.id, Source.DESK, "a"), by=desk)
    with pytest.raises(Refused) as refusal:
        arrive_guest(GuestFacts(email="mia@example.com", name="Mia"), came(place, "b", host_id=theirs.id), by=desk)
    assert refusal.value.field == "host" and session.scalar(select(func.count()).select_from(CheckIn)) == 0
    kiosk = Actor(id=None, name="Kiosk", permissions=frozenset({Permission.CHECK_IN_WRITE}), location_ids=frozenset({place.id}))
    row = arrive_member(theirs.id, came(place, "c"), by=kiosk)
    leave(row.id, LeftBy.KIOSK, by=kiosk)
    assert arrive_member(theirs.id, Arrival(place.id, Source.DESK, "d"), by=desk).user_id == theirs.id, (
        "they proved at the tablet who they are, and were here"
    )
