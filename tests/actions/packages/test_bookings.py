"""bookings.csv: what was booked before comes in as it was, once, free of charge, and in nobody's way."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from sqlalchemy import func, select, text

from app.access.actor import SYSTEM
from app.actions.bookings.cancel import cancel_booking
from app.actions.bookings.change import change_booking
from app.actions.bookings.create import create_booking
from app.actions.bookings.follow_clock import follow_clock
from app.actions.packages.import_package import import_package
from app.core.clock import lived_at
from app.core.errors import Refused
from app.models import Adhoc, AuditEvent, Booking, FoyerUser, LedgerEntry, Location, OutboxMessage, Room
from app.models.booking import BookingStatus
from app.queries.verify.books import verify
from app.work import transaction
from benchmarks.drills.house import until
from tests.actions.packages.packing import folder, good

AND_BETWEEN = "the minutes between bookings included."
NOW = dt.datetime(2026, 6, 12, 7, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def in_june():
    with lived_at(NOW):
        yield


def row(code: str, start: str, end: str, **wishes: str) -> dict[str, str]:
    return {"code": code, "room": "KLF-R", "user": "thandi@acme.example", "start": start, "end": end, "title": ""} | wishes


def brought(tmp_path, *rows: dict[str, str], **more):
    return import_package(folder(good() | {"bookings": list(rows)} | more, tmp_path / "package"), by=SYSTEM)


def taken(found) -> list[tuple[int | None, str, str]]:
    return [(error.line, error.column, error.reason) for error in found.errors]


def stored(session, code: str) -> Booking:
    session.expire_all()
    return session.scalars(select(Booking).where(Booking.code == code)).one()


def test_what_is_over_is_history_and_what_comes_is_booked_and_nothing_is_charged(session, tmp_path):
    rows = [
        row("PAST", "2026-05-04 09:00", "2026-05-04 10:00", title="@home"),
        row("NOW", "2026-06-12 08:30", "2026-06-12 10:00"),
        row("NEXT", "2026-06-20T07:00Z", "2026-06-20T12:00+03:00", title="Board"),
        row("OURS", "2026-06-21 09:00", "2026-06-21 17:00", user="", title="Painting"),
    ]
    found = brought(tmp_path, *rows)
    assert (found.errors, found.is_written) == ([], True)
    past, under_way, coming, ours = (stored(session, code) for code in ("PAST", "NOW", "NEXT", "OURS"))
    assert (past.status, past.title, past.ended_at) == (BookingStatus.DONE, "@home", dt.datetime(2026, 5, 4, 8, tzinfo=dt.UTC))
    assert (under_way.status, coming.status, ours.status) == (BookingStatus.CONFIRMED,) * 3
    assert (coming.starts_at, coming.ends_at) == (dt.datetime(2026, 6, 20, 7, tzinfo=dt.UTC), dt.datetime(2026, 6, 20, 9, tzinfo=dt.UTC))
    assert (coming.user.email, coming.organisation.code, coming.charged_cents, coming.price) == ("thandi@acme.example", "ACME", 0, {})
    assert (ours.user, ours.organisation) == (None, None)
    assert session.scalar(select(func.count()).select_from(Adhoc).where(Adhoc.booking_id.is_not(None))) == 0
    assert session.scalar(select(func.count()).select_from(LedgerEntry).where(LedgerEntry.cause.like("booking%"))) == 0
    assert session.scalars(select(OutboxMessage).where(OutboxMessage.event.like("Booking%"))).all() == []
    assert session.scalar(select(func.count()).select_from(AuditEvent).where(AuditEvent.noun == "booking")) == 4
    assert not any(outcome.violations for outcome in verify(session).values())
    again = brought(tmp_path, *rows)
    assert again.files["bookings"]["unchanged"] == 4
    follow_clock()
    with lived_at(NOW + dt.timedelta(days=30)):
        follow_clock()
        assert brought(tmp_path, *rows).files["bookings"]["unchanged"] == 4, "time alone changes no row"


def test_a_changed_row_is_an_update_and_rows_may_change_places(session, tmp_path):
    brought(tmp_path, row("A", "2026-06-20 09:00", "2026-06-20 10:00"), row("B", "2026-06-20 10:00", "2026-06-20 11:00"))
    found = brought(
        tmp_path, row("A", "2026-06-20 10:00", "2026-06-20 11:00", title="Later"), row("B", "2026-06-20 09:00", "2026-06-20 10:00", user="")
    )
    assert (found.errors, found.files["bookings"]["changed"]) == ([], 2)
    a, b = stored(session, "A"), stored(session, "B")
    assert (a.starts_at.hour, b.starts_at.hour, a.title) == (8, 7, "Later")
    assert (a.status, b.status, b.organisation_id) == (BookingStatus.CONFIRMED, BookingStatus.CONFIRMED, None)
    told = session.scalars(
        select(AuditEvent.changes).where(AuditEvent.noun == "booking", AuditEvent.verb == "change", AuditEvent.name == "A")
    ).one()
    assert set(told) == {"starts_at", "ends_at", "blocked", "title"}
    brought(tmp_path, row("A", "2026-06-01 10:00", "2026-06-01 11:00"))
    assert stored(session, "A").status is BookingStatus.DONE


def test_off_grid_times_are_rounded_up(session, tmp_path):
    found = brought(tmp_path, row("A", "2026-06-20 09:05", "2026-06-20 09:50"), row("B", "2026-06-20 10:01", "2026-06-20 10:02"))
    assert [(each.line, each.column) for each in found.warnings if each.file == "bookings.csv"] == [
        (2, "start"),
        (2, "end"),
        (3, "start"),
        (3, "end"),
    ]
    assert "Becomes 09:15: rooms are booked by 15 minutes." in [each.reason for each in found.warnings]
    assert [f"{at:%H:%M}" for code in "AB" for at in (stored(session, code).starts_at, stored(session, code).ends_at)] == [
        "07:15",
        "08:00",
        "08:15",
        "08:30",
    ]
    again = brought(tmp_path, row("A", "2026-06-20 09:05", "2026-06-20 09:50"), row("B", "2026-06-20 10:01", "2026-06-20 10:02"))
    assert again.files["bookings"]["unchanged"] == 2


def test_what_is_in_the_way_is_named_whether_it_is_in_the_package_or_in_foyer(session, tmp_path):
    rooms = good()["rooms"]
    rooms[0] |= {"buffer_minutes": "15"}
    brought(tmp_path, row("HERE", "2026-06-20 12:00", "2026-06-20 13:00"), rooms=rooms)
    room = session.scalars(select(Room)).one()
    made = create_booking(by=SYSTEM, room_id=room.id, starts_at=NOW + dt.timedelta(days=9), ends_at=NOW + dt.timedelta(days=9, hours=1))
    code = made.code
    session.rollback()
    found = brought(
        tmp_path,
        row("A", "2026-06-20 09:00", "2026-06-20 10:00"),
        row("B", "2026-06-20 10:00", "2026-06-20 11:00"),
        row("C", "2026-06-20 10:15", "2026-06-20 11:00"),
        row("D", "2026-06-20 08:45", "2026-06-20 08:50"),
        row("E", "2026-06-20 11:30", "2026-06-20 12:00"),
        row("F", "2026-06-21 09:30", "2026-06-21 11:00"),
        row("G", "2026-06-21 10:15", "2026-06-21 11:00"),
        rooms=rooms,
    )
    assert taken(found) == [
        (2, "start", f"KLF-R is taken by D (line 5) from 2026-06-20 08:45 to 09:15, {AND_BETWEEN}"),
        (4, "start", f"KLF-R is taken by B (line 3) from 2026-06-20 10:00 to 11:15, {AND_BETWEEN}"),
        (6, "start", f"KLF-R is taken by HERE (in Foyer) from 2026-06-20 12:00 to 13:15, {AND_BETWEEN}"),
        (7, "start", f"KLF-R is taken by {code} (in Foyer) from 2026-06-21 09:00 to 10:15, {AND_BETWEEN}"),
    ]
    assert not found.is_written
    partial = import_package(tmp_path / "package", leftovers=tmp_path / "left", by=SYSTEM)
    assert partial.is_written
    assert set(session.scalars(select(Booking.code))) == {"HERE", code, "D", "B", "G"}
    assert not any(outcome.violations for outcome in verify(session).values())


def test_a_hold_that_has_lapsed_is_in_nobodys_way(session, tmp_path):
    brought(tmp_path, row("PAST", "2026-05-04 09:00", "2026-05-04 10:00"))
    room, user = (
        session.scalars(select(Room)).one(),
        session.scalars(select(FoyerUser).where(FoyerUser.email == "thandi@acme.example")).one(),
    )
    start = NOW + dt.timedelta(days=8)
    create_booking(by=SYSTEM, room_id=room.id, starts_at=start, ends_at=start + dt.timedelta(hours=1), user_id=user.id, hold=True)
    assert brought(tmp_path, row("A", "2026-06-20 09:00", "2026-06-20 10:00")).error_count == 1
    with lived_at(NOW + dt.timedelta(hours=1)):
        assert brought(tmp_path, row("A", "2026-06-20 09:00", "2026-06-20 10:00")).is_written


def test_what_came_to_extras_in_foyer_stays_with_their_charge(session, make, tmp_path):
    """They change nothing in the booking's own row."""
    brought(tmp_path, row("A", "2026-06-20 09:00", "2026-06-20 10:00"))
    there = stored(session, "A")
    coffee = make.product(there.location, name="Coffee", price_cents=2500, extra_most=20)
    session.rollback()
    change_booking(there.id, by=SYSTEM, extras={coffee.id: 8})
    found = brought(tmp_path, row("A", "2026-06-21 09:00", "2026-06-21 10:00", user=""))
    assert [each.reason for each in found.warnings if each.file == "bookings.csv"] == [
        "Was changed in Foyer since: it stays as it is there."
    ]
    after = stored(session, "A")
    assert (after.starts_at.day, after.organisation_id is not None) == (20, True)
    assert session.scalars(select(Adhoc.unit_price_cents).where(Adhoc.extra_id.is_not(None))).all() == [17391]


def test_what_was_changed_in_foyer_stays_as_it_is_there(session, tmp_path):
    rows = [row("A", "2026-06-20 09:00", "2026-06-20 10:00"), row("B", "2026-06-20 10:00", "2026-06-20 11:00")]
    brought(tmp_path, *rows)
    change_booking(
        stored(session, "A").id,
        by=SYSTEM,
        starts_at=dt.datetime(2026, 6, 20, 13, tzinfo=dt.UTC),
        ends_at=dt.datetime(2026, 6, 20, 14, tzinfo=dt.UTC),
    )
    cancel_booking(stored(session, "B").id, by=SYSTEM)
    session.rollback()
    found = brought(tmp_path, *rows)
    assert [(each.line, each.reason) for each in found.warnings if each.file == "bookings.csv"] == [
        (2, "Was changed in Foyer since: it stays as it is there.")
    ]
    assert (found.files["bookings"]["unchanged"], stored(session, "A").starts_at.hour, stored(session, "B").status) == (
        2,
        13,
        BookingStatus.CANCELLED,
    )
    own = create_booking(
        by=SYSTEM, room_id=stored(session, "A").room_id, starts_at=NOW + dt.timedelta(days=9), ends_at=NOW + dt.timedelta(days=9, hours=1)
    )
    code = own.code
    session.rollback()
    assert taken(brought(tmp_path, row(code, "2026-06-22 09:00", "2026-06-22 10:00"))) == [
        (2, "code", "Was booked in Foyer: change it there, or give this one another code.")
    ]


def test_what_is_booked_while_a_package_comes_in_keeps_it_out(app, session, tmp_path):
    """The import has looked, and waits for the room: the constraint says what it could not see."""
    package = folder(good() | {"bookings": [row("A", "2026-06-20 09:00", "2026-06-20 10:00")]}, tmp_path / "late")
    brought(tmp_path, row("PAST", "2026-05-04 09:00", "2026-05-04 10:00"))
    room = session.scalars(select(Room)).one()
    start = NOW + dt.timedelta(days=8)
    told: list[str] = []

    def comes_in() -> None:
        with app.app_context(), lived_at(NOW):
            try:
                import_package(package, by=SYSTEM)
            except Refused as refused:
                told.append(refused.message)

    with transaction(by=SYSTEM) as work:
        create_booking(by=SYSTEM, room_id=room.id, starts_at=start, ends_at=start + dt.timedelta(hours=1))
        late = threading.Thread(target=comes_in)
        late.start()
        waits = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        until(lambda: work.session.scalar(waits), 20)
    late.join(20)
    assert told == ["The room was taken a moment ago."]
    assert session.scalars(select(Booking.code).where(Booking.code == "A")).all() == []


def test_times_that_the_clock_skips_or_shows_twice(session, tmp_path):
    rooms = [*good()["rooms"], good()["rooms"][0] | {"code": "AMS-R", "space": "AMS-1"}]
    found = brought(tmp_path, row("A", "2026-03-29 02:30", "2026-03-29 04:00", room="AMS-R"), rooms=rooms)
    assert taken(found) == [(2, "start", "The clock of Europe/Amsterdam skips that time.")]
    found = brought(tmp_path, row("A", "2026-10-25 02:30", "2026-10-25 04:00", room="AMS-R"), rooms=rooms)
    assert (found.is_written, stored(session, "A").starts_at) == (True, dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC))
    assert [each.column for each in found.warnings if each.file == "bookings.csv"] == ["start"]


def test_nobody_has_a_room_for_longer_than_two_years_ahead(session, tmp_path):
    assert taken(brought(tmp_path, row("A", "2028-06-20 09:00", "2028-06-20 10:00"))) == [
        (2, "end", "Nobody can book further ahead than two years.")
    ]


def test_opening_hours_that_were_there_before_may_stay_as_they_are(session, tmp_path):
    brought(tmp_path, row("PAST", "2026-05-04 09:00", "2026-05-04 10:00"))
    location = session.scalars(select(Location).where(Location.code == "KLF")).one()
    location.opening_hours = "Mon to Fri, eight to six"
    session.commit()
    tables = good()
    tables["locations"][0]["opening_hours"] = "Mon to Fri, eight to six"
    again = import_package(folder(tables, tmp_path / "package"), by=SYSTEM)
    assert (again.errors, again.is_written) == ([], True)


def test_thousands_come_in_in_seconds(session, tmp_path):
    """A quarter of an hour each, back to back, in one room: every row is a neighbour of two others."""
    first = dt.datetime(2025, 1, 1)
    step = dt.timedelta(minutes=15)
    rows = [row(f"B{n}", f"{first + n * step:%Y-%m-%d %H:%M}", f"{first + (n + 1) * step:%Y-%m-%d %H:%M}") for n in range(2000)]
    found = brought(tmp_path, *rows)
    assert (found.errors, session.scalar(select(func.count()).select_from(Booking))) == ([], 2000)
