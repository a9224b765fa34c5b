"""Staff decide what a machine may not: try again, say whose account it is, or whether print credit arrived whose answer was lost."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.fulfilments.finish import finish, held_fulfilment
from app.actions.fulfilments.want import wanted
from app.core.errors import Refused
from app.models import FoyerUser, Fulfilment
from app.models.fulfilment import FulfilmentState
from app.work import transaction


def retry_fulfilment(fulfilment_id: int, *, by: Actor) -> Fulfilment:
    """One that failed is tried again; one whose outcome is unknown is looked up again, and never repeated by that."""
    with transaction(by=by) as work:
        row = work.lock(Fulfilment, fulfilment_id)
        require(by, Permission.FULFILMENT_SETTLE, row)
        if row.state is not FulfilmentState.UNKNOWN:
            Fulfilment.moves.move(row, "retry")
            row.reason = ""
        work.emit(wanted(row))
    return row


def give_to(fulfilment_id: int, user_id: int | None, *, by: Actor) -> Fulfilment:
    """Somebody of the organisation gets what failed. Raises Refused for anybody else, and where it was given, or may have been: that is settled first."""
    with transaction(by=by) as work:
        row = work.lock(Fulfilment, fulfilment_id)
        require(by, Permission.FULFILMENT_SETTLE, row)
        if user_id is None:
            raise Refused(_("Please fill this in."), field="user")
        user = work.get(FoyerUser, user_id)
        if user.organisation_id != row.organisation_id:
            raise Refused(_("%(name)s does not belong to %(organisation)s.", name=user, organisation=row.organisation), field="user")
        if row.state is not FulfilmentState.FAILED or row.goes_back:
            raise Refused(_("%(what)s may be there already: only what failed goes to somebody else.", what=row))
        Fulfilment.moves.move(row, "retry")
        row.user_id, row.reason, row.balance_before_cents = user.id, "", None
        work.emit(wanted(row))
    return row


def settle_unknown(fulfilment_id: int, *, arrived: bool, by: Actor) -> Fulfilment:
    """Somebody looked into PaperCut's log for the comment: it is there, or it is not and is given again."""
    with transaction(by=by) as work:
        row = held_fulfilment(work, fulfilment_id)
        require(by, Permission.FULFILMENT_SETTLE, row)
        if row.state is not FulfilmentState.UNKNOWN:
            raise Refused(_("%(what)s is not in doubt.", what=row))
        if arrived:
            finish(work, row)
        else:
            Fulfilment.moves.move(row, "retry")
            row.reason, row.balance_before_cents = "", None
            work.emit(wanted(row))
    return row
