"""What a location says itself, what it says as usual, and what the network says for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Announcement, Closure, LeadForm, Location, Membership, Product, Room, SavedAnswer, Template, Track

NEEDED = frozenset({"code", "name", "zone", "currency", "country", "invoice_prefix", "is_headquarters"})  # nothing is usual about these
ROWS: dict[str, tuple[Any, Any]] = {
    "templates": (Template, Template.is_active),
    "memberships": (Membership, Membership.is_active),
    "products": (Product, Product.is_active),
    "rooms": (Room, Room.opening_hours != ""),
    "closures": (Closure, Closure.ends_on >= func.current_date()),
    "lead_forms": (LeadForm, None),
    "tracks": (Track, None),
    "saved_answers": (SavedAnswer, None),
    "announcements": (Announcement, Announcement.ends_on >= func.current_date()),
}


@dataclass(frozen=True, slots=True)
class OwnRows:
    """How many of a thing are of this location alone, and how many are for every location."""

    own: int
    shared: int


def usual(name: str) -> Any:
    """What a location says until somebody says otherwise: the column's default, nothing for one that may be empty."""
    column = Location.__table__.columns[name]
    return column.default.arg if column.default is not None else None


def has_usual(name: str) -> bool:
    return name not in NEEDED


def own_rows(session: Session, location_id: int) -> dict[str, OwnRows]:
    """By the names of ROWS, in one query."""
    columns = []
    for name, (model, criterion) in ROWS.items():
        for part, whose in (("own", model.location_id == location_id), ("shared", model.location_id.is_(None))):
            query = select(func.count()).select_from(model).where(whose)
            columns.append((query if criterion is None else query.where(criterion)).scalar_subquery().label(f"{name}_{part}"))
    found = session.execute(select(*columns)).one()._mapping
    return {name: OwnRows(found[f"{name}_own"], found[f"{name}_shared"]) for name in ROWS}
