"""An expected guest need not come."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor
from app.actions.visits.allowed import lock_visit
from app.actions.visits.events import VisitCancelled
from app.core.errors import Refused
from app.models import Visit
from app.models.visit import VisitStatus
from app.work import transaction


def cancel_visit(visit_id: int, *, by: Actor) -> Visit:
    """The pass says so from then on. A second time changes nothing. Raises Forbidden, Missing, and Refused for one who came."""
    with transaction(by=by) as work:
        visit = lock_visit(work, visit_id)
        if visit.status is VisitStatus.CANCELLED:
            return visit
        if not Visit.moves.may(visit, "cancel"):
            raise Refused(_("Only a guest who is still expected can be cancelled."))
        Visit.moves.move(visit, "cancel")
        work.emit(VisitCancelled(visit.id))
        return visit
