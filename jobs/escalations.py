"""Each morning: rises that are due are proposed, and who pays is told of those that were approved (P6, T3)."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.actions.escalations.propose import propose_escalations
from app.actions.escalations.tell import tell_of_escalations
from app.core.entity import db
from app.models import Escalation, Location
from app.models.escalation import EscalationStatus


def follow() -> str:
    """A transaction each, so that a stop in between loses nothing."""
    places = db.session.scalars(select(Location.id).order_by(Location.id)).all()
    db.session.rollback()
    proposed = sum(propose_escalations(each, by=SYSTEM) for each in places)
    untold = select(Escalation.organisation_id).where(Escalation.status == EscalationStatus.APPROVED, Escalation.letter_id.is_(None)).distinct()
    organisations = db.session.scalars(untold.order_by(Escalation.organisation_id)).all()
    db.session.rollback()
    told = sum(tell_of_escalations(each, by=SYSTEM) for each in organisations)
    return _("%(proposed)d rises proposed, %(told)d letters written.", proposed=proposed, told=told)
