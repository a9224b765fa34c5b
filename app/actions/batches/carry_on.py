"""Carry a verb on many rows on by some seconds. Safe to run twice, and by two at once: what a row does and that it is done are one transaction."""

from __future__ import annotations

import time
from typing import Any

import structlog
from flask_babel import gettext as _
from sqlalchemy import exists, func, select
from sqlalchemy.exc import OperationalError

from app.access.actor import SYSTEM, Actor
from app.access.permissions import P
from app.access.staff import staff
from app.actions.batches.order import BatchGoesOn
from app.actions.batches.stop import leave_out
from app.actions.batches.verbs import Verb, verb_of
from app.actions.notifications.tell import tell
from app.core import clock
from app.core.entity import Record, db
from app.core.errors import Conflict, FoyerError, Stale
from app.models import Batch, BatchRow
from app.models.batch import BatchRowState, BatchState
from app.models.notification import NotificationKind
from app.work import Work, transaction

TRIES, PAUSE = 3, 0.3  # of a row that somebody else holds, and seconds between
log = structlog.get_logger("batches")


def carry_on(batch_id: int, *, seconds: float) -> bool:
    """Whether there is more to do."""
    session, until = db.session(), time.monotonic() + seconds
    batch = session.get(Batch, batch_id)
    if batch is None or not batch.is_running:
        return False
    owner_id, given, model = batch.owner_id, dict(batch.given), _model(batch.noun)
    verb = verb_of(batch.verb)
    while True:
        by = next(iter(staff(session, [owner_id])), None)  # with the rights of this moment
        if by is None:
            with transaction(by=SYSTEM) as work:
                leave_out(work, work.lock(Batch, batch_id), _("Whoever ordered it works here no more."))
            return False
        if not _one(batch_id, verb, given, model, by):
            return _end(batch_id)
        if time.monotonic() > until:
            return True


def go_on(batch_id: int) -> None:
    """Tell the jobs that there is more to do."""
    with transaction(by=SYSTEM) as work:
        work.emit(BatchGoesOn(batch_id))


def _one(batch_id: int, verb: Verb, given: dict[str, Any], model: Any, by: Actor) -> bool:
    """The next row that nobody else holds; False when there is none."""
    running = select(Batch.id).where(Batch.id == batch_id, Batch.state == BatchState.RUNNING)
    waiting = select(BatchRow).where(BatchRow.batch_id.in_(running), BatchRow.state == BatchRowState.WAITING).order_by(BatchRow.id).limit(1)
    for left in reversed(range(TRIES)):
        row_id = 0
        try:
            with transaction(by=by) as work:
                row = work.session.scalars(waiting.with_for_update(skip_locked=True, of=BatchRow)).first()
                if row is None:
                    return False
                row_id, record = row.id, work.session.get(model, row.row_id)
                row.name = str(record)[:200] if record is not None else ""
                verb(row.row_id, by=by, **given)
                row.state = BatchRowState.DONE
            return True
        except FoyerError as no:
            if isinstance(no, Conflict) and not isinstance(no, Stale) and left:
                time.sleep(PAUSE)
                continue
            _refuse(row_id, model, str(no.message))
        except Exception as wrong:  # one row that nobody thought of does not hold up the others
            if isinstance(wrong, OperationalError) and wrong.connection_invalidated:
                raise  # what became of the row is known once the database is back: the job comes again
            log.exception("batch row", batch=batch_id, row=row_id)
            _refuse(row_id, model, _("Something went wrong on our side; nothing was changed."))
        return True
    return True


def _refuse(row_id: int, model: Any, reason: str) -> None:
    """Only while it waits: between its transaction and this one somebody else may have done it."""
    with transaction(by=SYSTEM) as work:
        row = work.session.get(BatchRow, row_id, with_for_update=True, populate_existing=True)
        if row is None or row.state is not BatchRowState.WAITING:
            return
        record = work.session.get(model, row.row_id)
        row.state, row.reason, row.name = BatchRowState.REFUSED, reason[:1000], str(record)[:200] if record is not None else ""


def _end(batch_id: int) -> bool:
    """Once, by whoever comes first, and when no row waits with somebody else: they end it then. Always False: nothing is left to do here."""
    with transaction(by=SYSTEM) as work:
        batch = work.lock(Batch, batch_id)
        waiting = exists().where(BatchRow.batch_id == batch_id, BatchRow.state == BatchRowState.WAITING)
        if batch.is_running and not work.session.scalar(select(waiting)):
            Batch.moves.move(batch, "finish")
            batch.finished_at = clock.now()
            _tell(work, batch)
    return False


def _tell(work: Work, batch: Batch) -> None:
    """Whoever ordered it hears what came of it."""
    query = select(BatchRow.state, func.count()).where(BatchRow.batch_id == batch.id).group_by(BatchRow.state)
    counts = {state: count for state, count in work.session.execute(query)}  # noqa: C416 - rows are no pairs to the type checker
    done, refused = counts.get(BatchRowState.DONE, 0), counts.get(BatchRowState.REFUSED, 0)
    result = _("%(good)d done, %(bad)d refused.", good=done, bad=refused)
    tell(
        work,
        NotificationKind.BULK_FINISHED,
        to=[batch.owner_id],
        key=f"batch-{batch.id}",
        path=f"/batches/{batch.id}",
        permission=P.BATCH_READ,
        name=batch.words,
        result=result,
    )


def _model(noun: str) -> Any:
    """The class of a table; of those that share it, the one that knows them all."""
    found = [mapper for mapper in Record.registry.mappers if getattr(mapper.class_, "__tablename__", "") == noun]
    return next(mapper.class_ for mapper in found if mapper.inherits is None or len(found) == 1)
