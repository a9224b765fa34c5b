"""Stop a verb on many rows: what is done stays done, what waits is left out."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import update

from app.access.actor import Actor
from app.core import clock
from app.core.errors import Missing
from app.models import Batch, BatchRow
from app.models.batch import BatchRowState
from app.work import Work, transaction


def stop_batch(batch_id: int, *, by: Actor) -> Batch:
    """Raises Missing for somebody else's, Refused when it has ended."""
    with transaction(by=by) as work:
        batch = work.lock(Batch, batch_id)
        if batch.owner_id != by.id:
            raise Missing(_("%(noun)s not found.", noun=_("Batch")))
        leave_out(work, batch, _("Stopped by %(name)s.", name=by.name))
    return batch


def leave_out(work: Work, batch: Batch, reason: str) -> None:
    """Raises Refused when it has ended."""
    Batch.moves.move(batch, "stop")
    batch.finished_at = clock.now()
    waiting = (BatchRow.batch_id == batch.id, BatchRow.state == BatchRowState.WAITING)
    work.session.execute(
        update(BatchRow).where(*waiting).values(state=BatchRowState.LEFT_OUT, reason=reason).execution_options(synchronize_session=False)
    )
