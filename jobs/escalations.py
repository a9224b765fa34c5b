"""Each morning: rises that are due are proposed, and who pays is told of those that were approved (P6, T3)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import structlog
from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.actions.escalations.propose import propose_escalations
from app.actions.escalations.tell import tell_of_escalations
from app.core.entity import db
from app.core.errors import Conflict, FoyerError, Locked
from app.models import Escalation, Location
from app.models.escalation import EscalationStatus

log = structlog.get_logger("jobs")


def follow() -> str:
    """A transaction each, so that a stop in between loses nothing, and who works at one place stops no other."""
    places = db.session.scalars(select(Location.id).order_by(Location.id)).all()
    db.session.rollback()
    refusals: list[FoyerError] = []
    proposed = _each(propose_escalations, places, refusals)
    untold = (
        select(Escalation.organisation_id).where(Escalation.status == EscalationStatus.APPROVED, Escalation.letter_id.is_(None)).distinct()
    )
    organisations = db.session.scalars(untold.order_by(Escalation.organisation_id)).all()
    db.session.rollback()
    told = _each(tell_of_escalations, organisations, refusals)
    if refusals:  # what is only held is tried again, with all the rest, which finds nothing left to do
        raise next((each for each in refusals if isinstance(each, Conflict | Locked)), refusals[0])
    return _("%(proposed)d rises proposed, %(told)d letters written.", proposed=proposed, told=told)


def _each(act: Callable[..., int], ids: Sequence[int], refusals: list[FoyerError]) -> int:
    """What all of them come to; who is refused is noted down."""
    done = 0
    for each in ids:
        try:
            done += act(each, by=SYSTEM)
        except FoyerError as refusal:
            log.warning("rises wait", act=act.__name__, id=each, reason=refusal.message)
            refusals.append(refusal)
    return done
