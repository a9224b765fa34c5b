"""How many debtors wait for a person: the start page counts them without asking about every bill."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.queries.debtors.policy import dunning_policy
from app.queries.debtors.standings import PROMISED, TO_REVIEW, standings


class ToChase(NamedTuple):
    """Debtors who broke what they promised, and those whose access a person is to look at."""

    broken: int
    reviews: int


def to_chase(session: Session, *, by: Actor, location_id: int | None = None) -> ToChase:
    """Counts what the lists of debtors and of access to review show (I9)."""
    each = standings(dunning_policy(session), by=by, location_id=location_id, about=(PROMISED, TO_REVIEW))
    counted = select(func.count().filter(each.c.is_broken), func.count().filter(each.c.is_to_review)).select_from(each)
    return ToChase(*session.execute(counted).one())
