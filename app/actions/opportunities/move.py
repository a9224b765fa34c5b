"""Move a card of the board: into a stage, and to its place there."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import func, select, update

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.stale import require_fresh
from app.core import clock
from app.core.entity import table_of
from app.core.errors import Missing, Refused
from app.core.events import Event
from app.core.one_at_a_time import one_at_a_time
from app.models import Opportunity, StageChange
from app.models.opportunity import ENDS, Stage
from app.work import Work, transaction

GAP = 1024  # between two cards, so that most moves write one row


@dataclass(frozen=True)
class StageChanged(Event):
    opportunity_id: int
    before: str
    after: str


def move_opportunity(opportunity_id: int, stage: Stage, *, before_id: int | None = None, version: str = "", by: Actor) -> Opportunity:
    """Among the open stages: above the card `before_id`, or to the end of the column. `version` is that of the card that the person saw.

    Raises Stale, with who and when, for a card that somebody moved or changed since; Refused for won and abandoned, which have
    verbs of their own, and for an opportunity that is over.
    """
    with transaction(by=by) as work:
        one_at_a_time(work.session, "board")  # two who put cards at one place come one after the other
        opportunity = work.lock(Opportunity, opportunity_id)
        require(by, Permission.OPPORTUNITY_WRITE, opportunity)
        require_fresh(work, opportunity, version, zone=opportunity.location.zone)
        if stage in ENDS:
            raise Refused(_("An opportunity is won or abandoned by its own button."), field="stage")
        if opportunity.stage in ENDS:
            raise Refused(_("%(name)s is over: open it again first.", name=str(opportunity)), field="stage")
        place = _place(work, opportunity, stage, before_id)
        into_stage(work, opportunity, stage)
        opportunity.position = place
    return opportunity


def into_stage(work: Work, opportunity: Opportunity, stage: Stage) -> None:
    """Within a transaction that holds the row: the stage with its time and its StageChange, on top of the column; closed when it is an end.

    Nothing happens where it is already. What a stage demands (reason, organisation) is set before.
    """
    before = opportunity.stage
    if before is stage:
        return
    now = clock.now()
    top = work.session.scalar(select(func.min(Opportunity.position)).where(Opportunity.stage == stage))
    opportunity.position = (top if top is not None else GAP) - GAP
    opportunity.stage, opportunity.stage_since = stage, now
    opportunity.closed_at = now if stage in ENDS else None
    work.session.add(StageChange(opportunity_id=opportunity.id, before=before, after=stage, at=now, changed_by=work.by.name))
    work.emit(StageChanged(opportunity.id, before.value, stage.value))


def _place(work: Work, opportunity: Opportunity, stage: Stage, before_id: int | None) -> int:
    """A position between the card `before_id` and the one above it, or below all; the column is numbered anew where there is no room."""
    column = select(Opportunity.position).where(Opportunity.stage == stage, Opportunity.id != opportunity.id)
    below = _below(work, stage, before_id) if before_id not in (None, opportunity.id) else None
    if below is None:
        last = work.session.scalar(column.order_by(Opportunity.position.desc()).limit(1))
        return 0 if last is None else last + GAP
    above = work.session.scalar(
        column.where(func.row(Opportunity.position, Opportunity.id) < func.row(below.position, below.id))
        .order_by(Opportunity.position.desc(), Opportunity.id.desc()).limit(1)
    )  # fmt: skip
    if above is None:
        return below.position - GAP
    if below.position - above > 1:
        return (above + below.position) // 2
    _spread(work, stage)
    work.session.refresh(below)
    return below.position - GAP // 2


def _below(work: Work, stage: Stage, before_id: int | None) -> Opportunity | None:
    """The card that will be under it; none where that one has left the column meanwhile, or is of nobody's concern."""
    try:
        found = work.get(Opportunity, before_id or 0)
    except Missing:
        return None
    return found if found.stage is stage else None


def _spread(work: Work, stage: Stage) -> None:
    """Every card of the column GAP apart, in the order in which they are. No change that anybody made: the audit does not tell it."""
    cards = table_of(Opportunity)
    ordered = (
        select(cards.c.id, func.row_number().over(order_by=(cards.c.position, cards.c.id)).label("place"))
        .where(cards.c.stage == stage)
        .subquery()
    )
    work.session.execute(update(cards).where(cards.c.id == ordered.c.id).values(position=ordered.c.place * GAP))
