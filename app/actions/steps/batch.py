"""Take the next documents for one step, store the key of the call before it is made, and give them back when nothing happened (I5, I6)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.access.actor import Actor
from app.core import clock
from app.models import InvoiceRun, Step
from app.models.step import Doing, StepName, StepState
from app.queries.xero_papers import PaperKind
from app.work import Work, transaction

OPEN = (StepState.DOING, StepState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Batch:
    """Steps of up to 50 documents. `uncertain`: an earlier call with this key may have had its effect; look before repeating it."""

    call_key: str
    uncertain: bool
    step_ids: tuple[int, ...]
    document_ids: tuple[int, ...]


def take_batch(
    name: StepName,
    kind: PaperKind,
    *,
    run_id: int | None = None,
    document_id: int | None = None,
    besides: Collection[str] = (),
    by: Actor,
    limit: int = 50,
) -> Batch | None:
    """The next batch of a run, or of one document; None when nothing is left to do or the run is paused. `besides` are call keys that had their turn."""
    with transaction(by=by) as work:
        if run_id is not None and work.get(InvoiceRun, run_id).paused_at is not None:
            return None
        begun = work.session.scalar(
            _of(name, kind, run_id, document_id, Step.call_key).where(Step.state.in_(OPEN), Step.call_key.not_in(besides)).limit(1)
        )
        wanted = _of(name, kind, run_id, document_id, Step)
        if begun is not None:
            rows = locked(work, wanted.where(Step.call_key == begun, Step.state.in_(OPEN)))
        else:
            rows = locked(work, wanted.where(Step.state == StepState.TODO).limit(limit))
        if not rows:
            return None
        call_key = begun or f"foyer-{name.value}-{uuid4().hex}"
        begin(rows, call_key)
        return Batch(call_key, begun is not None, tuple(row.id for row in rows), tuple(_document(row, kind) for row in rows))


def give_back(step_ids: Sequence[int], *, of: type[Doing] = Step, by: Actor) -> None:
    """Nothing happened out there: the steps wait again, under a new key."""
    with transaction(by=by) as work:
        for row in locked(work, select(of).where(of.id.in_(step_ids), of.state.in_(OPEN)), of):
            row.state, row.call_key = StepState.TODO, None


def lose(step_ids: Sequence[int], reason: str, *, of: type[Doing] = Step, by: Actor) -> None:
    """Whether it happened is not known; the next attempt looks first."""
    with transaction(by=by) as work:
        for row in locked(work, select(of).where(of.id.in_(step_ids), of.state == StepState.DOING), of):
            of.moves.move(row, "lose")
            row.reason = reason[:1000]


def fail(step_ids: Sequence[int], reason: str, *, of: type[Doing] = Step, by: Actor) -> None:
    """The answer is no; a person looks at the reason and tries again, or not."""
    with transaction(by=by) as work:
        for row in locked(work, select(of).where(of.id.in_(step_ids), of.state != StepState.DONE), of):
            of.moves.move(row, "fail")
            row.reason, row.call_key = reason[:1000], None


def _of(name: StepName, kind: PaperKind, run_id: int | None, document_id: int | None, what: Any) -> Any:
    column = Step.invoice_id if kind is PaperKind.INVOICE else Step.credit_note_id
    query = select(what).where(Step.name == name, column.is_not(None)).order_by(Step.id)
    if run_id is not None:
        query = query.where(Step.run_id == run_id)
    if document_id is not None:
        query = query.where(column == document_id)
    if name is StepName.XERO_CHECK:
        earlier = aliased(Step)
        mine = earlier.invoice_id if kind is PaperKind.INVOICE else earlier.credit_note_id
        created = select(earlier.id).where(mine == column, earlier.name == StepName.XERO_CREATE, earlier.state == StepState.DONE)
        query = query.where(created.exists())
    return query


def locked(work: Work, query: Any, of: type[Doing] = Step) -> list[Any]:
    """The rows of the query that nobody else holds, with their present values."""
    return list(work.session.scalars(query.with_for_update(skip_locked=True, of=of).execution_options(populate_existing=True)))


def begin(rows: Sequence[Doing], call_key: str) -> None:
    """One call is about to carry all of them. After an unknown outcome the instant stays that of the call that may have had its effect."""
    for row in rows:
        began = row.started_at if row.state in OPEN and row.started_at is not None else clock.now()
        row.moves.move(row, "start")
        row.call_key, row.started_at, row.reason = call_key, began, ""
        row.attempt += 1


def _document(row: Step, kind: PaperKind) -> int:
    found = row.invoice_id if kind is PaperKind.INVOICE else row.credit_note_id
    assert found is not None
    return found
