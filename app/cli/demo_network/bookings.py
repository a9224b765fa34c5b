"""What stands in the rooms of the demo network this week and the next: meetings of its people, and two things that the house invites everybody to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from random import Random
from typing import NamedTuple

from sqlalchemy import select, text

from app.access.actor import SYSTEM
from app.actions.bookings.create import create_booking
from app.actions.bookings.follow_clock import follow_clock
from app.actions.wallets.settle_due import settle_due
from app.cli.demo_network.hat import SEED
from app.cli.demo_network.history import world_switched_off
from app.cli.demo_network.staff import MEMBER
from app.core import clock
from app.models import FoyerUser, License, Location, Product, Room
from app.models.room import RoomKind
from app.rules.wall_times import instant_at
from app.work import Work

DAYS = 14
# hour, quarter, minutes: what a room's day is cut into; the pauses between are longer than any buffer
SLOTS = ((8, 30, 60), (10, 0, 90), (12, 0, 60), (13, 30, 120), (16, 0, 60), (17, 30, 90))
CHANCE = {RoomKind.MEETING_ROOM: 0.2, RoomKind.PHONE_BOOTH: 0.12, RoomKind.EVENT_ROOM: 0.05, RoomKind.DAY_OFFICE: 0.1}
PAST = 0.3  # of these, because every booking takes its time and few look back
TITLES = (
    "Weekly",
    "Interview",
    "Planning",
    "Client call",
    "Budget",
    "Design review",
    "Board",
    "Training",
    "",
    "One to one",
    "Pitch",
    "Retrospective",
)
HOUSE = (("Breakfast for everybody", 2, (8, 30, 90)), ("Yoga after work", 3, (17, 30, 90)))
OWN = (("Tasting with the new roaster", 1, (10, 0, 90)), ("Price list for spring", 3, (13, 30, 120)), ("Monday round", 7, (8, 30, 60)))

# A year of days that are over, made by the database at once: mornings and the middle of the week are full, Fridays are not, and some rooms are liked less.
# They cost nothing: five thousand debits would take a minute, and what the books say has to be true in a demo as well.
LONG_AGO = """
INSERT INTO booking (code, room_id, location_id, organisation_id, user_id, title, starts_at, ends_at, blocked, status, currency, charged_cents, invoice_cents, made_by)
SELECT 'BKG-' || to_char(b.day, 'YYMMDD') || '-' || b.room_id || '-' || b.slot, b.room_id, b.location_id, u.organisation_id, u.id, '', b.starts_at, b.ends_at, tstzrange(b.starts_at, b.ends_at),
  CASE WHEN b.luck % 100 < 4 THEN 'no_show' WHEN b.luck % 100 < 13 THEN 'cancelled' ELSE 'done' END, b.currency,
  0, 0, 'Foyer'
FROM (
  SELECT r.id AS room_id, r.location_id, l.currency, d.day::date AS day, s.slot, abs(hashtext(r.id || ' ' || d.day || ' ' || s.slot)::bigint) AS luck,
    (d.day::date + make_interval(mins => s.begins)) AT TIME ZONE l.zone AS starts_at, (d.day::date + make_interval(mins => s.begins + s.minutes)) AT TIME ZONE l.zone AS ends_at,
    s.chance * CASE extract(isodow FROM d.day) WHEN 5 THEN 50 WHEN 1 THEN 75 ELSE 100 END * (40 + r.id * 37 % 80) / 10000 AS percent
  FROM room r JOIN location l ON l.id = r.location_id
  CROSS JOIN generate_series(CAST(:monday AS date) - 364, CAST(:monday AS date) - 1, interval '1 day') AS d(day)
  CROSS JOIN (VALUES (1, 510, 60, 55), (2, 600, 90, 80), (3, 720, 60, 35), (4, 810, 120, 70), (5, 960, 60, 45), (6, 1050, 90, 20)) AS s(slot, begins, minutes, chance)
  WHERE extract(isodow FROM d.day) < 6
) b
JOIN (
  SELECT k.location_id, array_agg(DISTINCT k.user_id) AS people FROM license k JOIN ab_user u ON u.id = k.user_id AND u.organisation_id IS NOT NULL
  WHERE k.starts_on <= CAST(:monday AS date) - 364 AND k.ends_on IS NULL GROUP BY k.location_id
) long_there ON long_there.location_id = b.location_id
JOIN ab_user u ON u.id = long_there.people[1 + (b.luck / 10000) % cardinality(long_there.people)]
WHERE b.luck / 100 % 100 < b.percent
ON CONFLICT DO NOTHING
"""


class Wish(NamedTuple):
    """A room at a time on its wall, for somebody or for the house."""

    room: Room
    day: dt.date
    slot: tuple[int, int, int]
    user: FoyerUser | None
    title: str


def book_rooms(work: Work, today: dt.date) -> None:
    """Nobody is mailed. What is past was booked the day before, is paid and done."""
    monday = today - dt.timedelta(days=today.weekday())
    with world_switched_off():
        for number, location in enumerate(work.session.scalars(select(Location).order_by(Location.id)).all(), start=1):
            rooms = work.session.scalars(select(Room).where(Room.location_id == location.id).order_by(Room.id)).all()
            people = _people(work, location, monday)
            coffee = work.session.scalars(
                select(Product.id).where(Product.location_id == location.id, Product.code.startswith("COFFEE"))
            ).first()
            for wish in _wishes(rooms, people, monday, today, Random(SEED + number)):  # noqa: S311 - the same week every time
                _book(wish, {coffee: 8} if coffee is not None and wish.title == OWN[0][0] else {})
        while settle_due():
            pass
        follow_clock()
        work.session.execute(text(LONG_AGO), {"monday": monday})


def _people(work: Work, location: Location, since: dt.date) -> Sequence[FoyerUser]:
    """With a license there that has run since then and runs on, and is never paused."""
    there = select(License.user_id).where(
        License.location_id == location.id, License.starts_on <= since, License.ends_on.is_(None), ~License.pauses.any()
    )
    return work.session.scalars(select(FoyerUser).where(FoyerUser.id.in_(there), FoyerUser.active.is_(True)).order_by(FoyerUser.id)).all()


def _wishes(rooms: Sequence[Room], people: Sequence[FoyerUser], monday: dt.date, today: dt.date, random: Random) -> Iterator[Wish]:
    member = next((user for user in people if user.email == MEMBER.email), None)
    own = {(today + dt.timedelta(days=ahead), slot): title for title, ahead, slot in OWN} if member is not None else {}
    quiet = next((room for room in rooms if room.kind is RoomKind.MEETING_ROOM), rooms[0])
    house = {
        (day, slot): title for title, weekday, slot in HOUSE for day in (monday + dt.timedelta(days=weekday + week) for week in (0, 7))
    }
    for day in (monday + dt.timedelta(days=step) for step in range(DAYS)):
        if day.weekday() >= 5:
            continue
        for room in rooms:
            for slot in SLOTS:
                if room.kind is RoomKind.EVENT_ROOM and (day, slot) in house:
                    yield Wish(room, day, slot, None, house[day, slot])
                elif room is quiet and (day, slot) in own:
                    yield Wish(room, day, slot, member, own[day, slot])
                elif random.random() < CHANCE[room.kind] * (1 if day >= today else PAST) and people:
                    yield Wish(room, day, slot, random.choice(people), random.choice(TITLES))


def _book(wish: Wish, extras: dict[int, int]) -> None:
    hour, minute, minutes = wish.slot
    starts_at = instant_at(dt.datetime.combine(wish.day, dt.time(hour, minute)), wish.room.location.zone)
    with clock.lived_at(min(clock.now(), starts_at - dt.timedelta(days=1))):
        create_booking(
            by=SYSTEM,
            room_id=wish.room.id,
            starts_at=starts_at,
            ends_at=starts_at + dt.timedelta(minutes=minutes),
            user_id=wish.user.id if wish.user is not None else None,
            title=wish.title,
            people=max(1, wish.room.capacity - 2),
            is_open=wish.user is None,
            extras=extras,
        )
