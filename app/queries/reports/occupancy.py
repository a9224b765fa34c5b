"""How many desks and offices were sold on each day, of how many there are today; and the licenses and offices behind it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Date, case, func, literal_column, or_, select
from sqlalchemy.dialects.postgresql import DATERANGE
from sqlalchemy.orm import Session

from app.core.entity import AnySelect
from app.models import License, Location, Organisation, Space
from app.models.space import SpaceKind
from app.queries.reports.asked import Asked, Behind
from app.rules.occupancy import ONE_DAY

OFFICE = Space.kind == SpaceKind.PRIVATE_OFFICE
DESK = ~OFFICE & Space.capacity.is_not(None)


@dataclass(frozen=True, slots=True)
class Sold:
    day: dt.date
    desks: int
    offices: int


@dataclass(frozen=True, slots=True)
class Capacity:
    """`desks` is the sum of the capacities of desk areas and studios that have one."""

    desks: int
    offices: int


@dataclass(frozen=True, slots=True)
class PlaceNow:
    """A space, or a location where `space_id` is None, on one day."""

    location_id: int
    location: str
    space_id: int | None
    space: str
    is_office: bool
    sold: int
    capacity: int


def capacity(session: Session, asked: Asked) -> Capacity:
    query = select(func.coalesce(func.sum(Space.capacity).filter(DESK), 0), func.count(Space.id).filter(OFFICE))
    desks, offices = session.execute(asked.here(query, Space)).one()
    return Capacity(int(desks), offices)


def sold_by_day(session: Session, asked: Asked) -> list[Sold]:
    """Every day that is asked for, until today. Two queries, however many licenses there are."""
    first, last = asked.first.first, asked.until
    desks, offices = _changes(session, _desks(asked, first, last), first), _changes(session, _offices(asked, first, last), first)
    found, on_desks, in_offices = [], 0, 0
    for number in range((last - first).days + 1):
        day = first + dt.timedelta(days=number)
        on_desks, in_offices = on_desks + desks[day], in_offices + offices[day]
        found.append(Sold(day, on_desks, in_offices))
    return found


def spaces_on(session: Session, asked: Asked, day: dt.date) -> list[PlaceNow]:
    """Every space that counts, by location and name: licenses of a desk area; 1 of 1 for an office in which anybody is."""
    own = asked.here(
        select(License.space_id, func.count().label("licenses")).where(_on(day)).group_by(License.space_id), License
    ).subquery()
    licenses = func.coalesce(own.c.licenses, 0)
    query = (
        select(
            Location.id,
            Location.name,
            Space.id,
            Space.name,
            OFFICE,
            case((OFFICE, func.least(licenses, 1)), else_=licenses),
            case((OFFICE, 1), else_=Space.capacity),
        )
        .join(Location, Location.id == Space.location_id)
        .outerjoin(own, own.c.space_id == Space.id)
        .where(or_(OFFICE, DESK))
        .order_by(Location.name, OFFICE, Space.name, Space.id)
    )
    return [PlaceNow(*row) for row in session.execute(asked.here(query, Space))]


def desks_behind(asked: Asked, day: dt.date, space_id: int | None = None) -> Behind:
    """Licenses in force on desks on that day; of one space, whatever it is."""
    query = (
        select(
            License.id.label("license_id"), License.code.label("license"), Organisation.id.label("organisation_id"), Organisation.name.label("organisation"), Space.name.label("space"), Location.name.label("location"), License.starts_on, License.ends_on,
        )
        .join(Space, Space.id == License.space_id)
        .join(Organisation, Organisation.id == License.organisation_id)
        .join(Location, Location.id == License.location_id)
        .where(_on(day), DESK if space_id is None else Space.id == space_id)
        .order_by(Organisation.name, License.code)
    )  # fmt: skip
    return Behind(asked.here(query, License))


def offices_behind(asked: Asked, day: dt.date) -> Behind:
    """Private offices in which anybody has a license on that day."""
    names = func.string_agg(Organisation.name.distinct(), ", ").label("organisations")
    query = select(
        Space.id.label("space_id"),
        Space.name.label("space"),
        Location.name.label("location"),
        names,
        func.count(License.id).label("licenses"),
    )
    query = (
        query.join(License, License.space_id == Space.id)
        .join(Organisation, Organisation.id == License.organisation_id)
        .join(Location, Location.id == Space.location_id)
    )
    return Behind(asked.here(query.where(OFFICE, _on(day)).group_by(Space.id, Location.name).order_by(Location.name, Space.name), Space))


def _on(day: dt.date) -> ColumnElement[bool]:
    return (License.starts_on <= day) & or_(License.ends_on.is_(None), License.ends_on >= day)


def _desks(asked: Asked, first: dt.date, last: dt.date) -> AnySelect:
    query = select(License.starts_on, License.ends_on, func.count()).join(Space, Space.id == License.space_id)
    query = query.where(DESK, License.starts_on <= last, or_(License.ends_on.is_(None), License.ends_on >= first))
    return asked.here(query.group_by(License.starts_on, License.ends_on), License)


def _offices(asked: Asked, first: dt.date, last: dt.date) -> AnySelect:
    """The days on which each office was taken, by whomever."""
    days = func.daterange(License.starts_on, License.ends_on, "[]", type_=DATERANGE)
    query = (
        select(func.unnest(func.range_agg(days), type_=DATERANGE).label("days"))
        .select_from(License)
        .join(Space, Space.id == License.space_id)
    )
    query = query.where(OFFICE, License.starts_on <= last, or_(License.ends_on.is_(None), License.ends_on >= first))
    of = asked.here(query.group_by(Space.id), License).subquery()
    return select(func.lower(of.c.days, type_=Date), func.upper(of.c.days, type_=Date) - 1, literal_column("1"))


def _changes(session: Session, query: AnySelect, first: dt.date) -> Counter[dt.date]:
    """By how many more or fewer it is on a day than on the one before; on the first day all who are there."""
    found: Counter[dt.date] = Counter()
    for starts_on, ends_on, count in session.execute(query):
        found[max(starts_on, first)] += count
        if ends_on is not None:
            found[ends_on + ONE_DAY] -= count
    return found
