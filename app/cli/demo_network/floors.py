"""The floors of the demo network's headquarters, drawn from the same numbers that place the spaces on them; how many fit where, and who waits."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal

from PIL import Image, ImageDraw
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.actions.floor_plans.arrange import Mark, arrange_floor_plan
from app.actions.floor_plans.create import create_floor_plan
from app.actions.waiting_list.create import create_waiting_entry
from app.models import License, Location, Room, Space
from app.models.space import SpaceKind
from app.rules.occupancy import Holder, levels
from app.work import Work

HOME = "KLF"
WIDE, HIGH = 1600, 900
INK, FLOOR, DESK, GREEN = "#3b4452", "#fbfaf7", "#e7e2d8", "#dbe9d5"
# left, top, width and height in percent of the picture, by code of the space or room
GROUND = {
    f"{HOME}-G": (3, 5, 58, 52),
    f"{HOME}-S": (66, 5, 31, 40),
    f"{HOME}-R2": (3, 64, 24, 30),
    f"{HOME}-R4": (30, 64, 9, 30),
}
UPPER = {
    f"{HOME}-1": (3, 38, 50, 56),
    f"{HOME}-R1": (57, 66, 18, 28),
    f"{HOME}-R3": (77, 66, 20, 28),
    **{f"{HOME}-{201 + n}": (Decimal(3) + n * Decimal("10.5"), 5, Decimal("9.5"), 25) for n in range(9)},
    **{f"{HOME}-{210 + n}": (Decimal(57) + n * 8, 36, 7, 22) for n in range(5)},
}
PLANS = (("Ground floor", GROUND), ("First floor and offices", UPPER))
# name, mail, space or kind, people, first day and how long they have waited, in days from today
WAITING = (
    ("Umhlanga Films", "hello@umhlangafilms.example", f"{HOME}-S", None, 1, 20, 75),
    ("Zanele Radebe", "zanele.radebe@post.example", f"{HOME}-S", None, 1, 35, 41),
    ("Baobab Attorneys", "office@baobabattorneys.example", None, SpaceKind.PRIVATE_OFFICE, 5, 60, 19),
)


def furnish(work: Work, today: dt.date) -> None:
    """Capacities, two plans with what lies on them, and three who wait."""
    _capacities(work, today)
    home = work.session.scalars(select(Location).where(Location.code == HOME)).one()
    for number, (name, places) in enumerate(PLANS):
        plan = create_floor_plan(location_id=home.id, name=name, picture=drawing(places), position=number, by=SYSTEM)
        arrange_floor_plan(plan.id, _marks(work, places), version=0, by=SYSTEM)
    spaces = {space.code: space.id for space in work.session.scalars(select(Space).where(Space.location_id == home.id))}
    for who, mail, code, kind, people, wanted, waited in WAITING:
        create_waiting_entry(
            location_id=home.id, space_id=spaces[code] if code else None, kind=kind, name=who, email=mail, places=people,
            starts_on=today + dt.timedelta(days=wanted), since=today - dt.timedelta(days=waited), by=SYSTEM,
        )  # fmt: skip


def _capacities(work: Work, today: dt.date) -> None:
    """An office seats four to ten; a studio is full, a desk area has a few places left."""
    holders: dict[int, list[Holder]] = {}
    columns = (License.space_id, License.organisation_id, License.starts_on, License.ends_on)
    for space_id, organisation_id, starts_on, ends_on in work.session.execute(select(*columns)):
        holders.setdefault(space_id, []).append(Holder(organisation_id, starts_on, ends_on))
    for number, space in enumerate(work.session.scalars(select(Space).order_by(Space.code))):
        most = max((level.taken for level in levels(holders.get(space.id, []), since=today)), default=0)
        spare = {SpaceKind.PRIVATE_OFFICE: 4 + number % 4 * 2, SpaceKind.STUDIO: 0}.get(space.kind, 3 + number % 5)
        space.capacity = max(most + spare if space.kind is not SpaceKind.PRIVATE_OFFICE else max(most, spare), 1)
    work.session.flush()  # those who wait are weighed against it


def _marks(work: Work, places: dict[str, tuple[Decimal | int, ...]]) -> list[Mark]:
    spaces = dict(work.session.execute(select(Space.code, Space.id).where(Space.code.in_(places))).all())
    rooms = dict(work.session.execute(select(Room.code, Room.id).where(Room.code.in_(places))).all())
    return [
        Mark(*(Decimal(side) / 100 for side in box), space_id=spaces.get(code), room_id=rooms.get(code))
        for code, box in places.items()
        if code in spaces or code in rooms
    ]


def drawing(places: dict[str, tuple[Decimal | int, ...]]) -> bytes:
    """Walls, doors, and desks in the open areas; PNG."""
    picture = Image.new("RGB", (WIDE, HIGH), "white")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((12, 12, WIDE - 12, HIGH - 12), fill=FLOOR, outline=INK, width=10)
    for code, box in places.items():
        left, top, wide, high = (int(side * scale / 100) for side, scale in zip(box, (WIDE, HIGH, WIDE, HIGH), strict=True))
        draw.rectangle((left, top, left + wide, top + high), fill=GREEN if code.endswith("-S") else "white", outline=INK, width=5)
        draw.rectangle((left + wide // 2 - 22, top + high - 4, left + wide // 2 + 22, top + high + 4), fill=FLOOR)
        for across in range(left + 30, left + wide - 80, 110):
            for down in range(top + 110, top + high - 60, 90):
                draw.rectangle((across, down, across + 70, down + 34), fill=DESK, outline="#b9b1a1", width=2)
    sink = io.BytesIO()
    picture.save(sink, "PNG")
    return sink.getvalue()
