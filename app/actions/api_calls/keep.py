"""Keep the answer of a call in the transaction of its effect, or let its key go when there was none."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import CursorResult, delete, update

from app.access.actor import Actor
from app.access.sealing import API_ANSWER, sealed
from app.actions.api_calls.begin import HEADER, Begun
from app.core.errors import Conflict
from app.models import ApiCall
from app.work import transaction


def keep_answer(call: Begun, status: int, answer: bytes, *, by: Actor) -> None:
    """Raises Conflict, which undoes the effect, when somebody else took the call over meanwhile."""
    with transaction(by=by) as work:
        ours = update(ApiCall).where(ApiCall.id == call.id, ApiCall.attempt == call.attempt, ApiCall.status.is_(None))
        kept = work.session.execute(ours.values(status=status, sealed_answer=sealed(answer, API_ANSWER)))
        assert isinstance(kept, CursorResult)
        if kept.rowcount != 1:
            raise Conflict(_("This call took too long, and another with its key has taken over. Send it again."), field=HEADER)


def let_go(call: Begun, *, by: Actor) -> None:
    """Nothing happened: the same key may be used again, also for what was put right."""
    with transaction(by=by) as work:
        work.session.execute(delete(ApiCall).where(ApiCall.id == call.id, ApiCall.attempt == call.attempt, ApiCall.status.is_(None)))
