"""Discounts that end soon: those that people granted, and how many of them there are (P5, T3)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.scope import narrowed
from app.models import Discount

SOON = dt.timedelta(days=30)


def discounts_ending(session: Session, today: dt.date, *, by: Actor) -> int:
    """Those whose last day is within thirty days. What a commitment gives ends with it, and stands in the list of rises."""
    query = select(func.count(Discount.id)).where(Discount.ends_on.between(today, today + SOON))
    return session.scalar(narrowed(query, by, Discount)) or 0
