"""The board: a column for each stage, with its cards in their order, how many they are and what they bring."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.core import clock
from app.models import Opportunity
from app.models.opportunity import ENDS, Stage
from app.queries.opportunities.deals import Deal, Wanted, deals

RECENT = 30  # days for which what is won and abandoned stays on the board


@dataclass(frozen=True, slots=True)
class Column:
    """`cents` is the value a month of all its cards, by currency."""

    stage: Stage
    cards: list[Deal]
    cents: dict[str, int]

    @property
    def is_end(self) -> bool:
        return self.stage in ENDS


def board(session: Session, wanted: Wanted, *, by: Actor) -> list[Column]:
    """Every stage in its order, also the empty ones; of what is over, what ended within the last 30 days, the latest first."""
    order = (Opportunity.closed_at.desc().nulls_first(), Opportunity.position, Opportunity.id)
    by_stage: dict[Stage, list[Deal]] = {stage: [] for stage in Stage}
    for each in deals(session, wanted, on_board(), by=by, order=order):
        by_stage[each.stage].append(each)
    return [Column(stage, cards, _cents(cards)) for stage, cards in by_stage.items()]


def on_board() -> ColumnElement[bool]:
    return or_(Opportunity.closed_at.is_(None), Opportunity.closed_at > clock.now() - dt.timedelta(days=RECENT))


def _cents(cards: list[Deal]) -> dict[str, int]:
    found: dict[str, int] = {}
    for each in cards:
        found[each.currency] = found.get(each.currency, 0) + each.value_cents
    return dict(sorted(found.items()))
