"""Discounts that end soon: those that people granted, and how many of them there are (P5, T3)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.at_place import AT_PLACE
from app.access.scope import narrowed
from app.models import Discount

SOON = dt.timedelta(days=30)


def discounts_ending(session: Session, today: dt.date, *, by: Actor, location_id: int | None = None) -> int:
    """At one location or everywhere, those whose last day is within thirty days. What a commitment gives ends with it, and stands in the list of rises."""
    query = select(func.count(Discount.id)).where(Discount.ends_on.between(today, today + SOON))
    if location_id is not None:
        query = query.where(AT_PLACE[Discount](location_id))
    return session.scalar(narrowed(query, by, Discount)) or 0
