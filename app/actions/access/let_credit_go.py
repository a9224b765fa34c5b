"""Let the credit of a print account go with it: what was bought is lost only when a person says so."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.access.settle import wanted_at
from app.core.errors import Refused
from app.models import Access
from app.work import transaction


def let_credit_go(access_id: int, *, by: Actor) -> Access:
    """As much as PaperCut said; more than that is asked about again. Who may give money back may also let it go.

    Raises Refused for an account that is not kept for the credit in it.
    """
    with transaction(by=by) as work:
        row = work.lock(Access, access_id)
        require(by, Permission.ACCESS_SETTLE, row)
        require(by, Permission.PURCHASE_REFUND, row)
        if not row.keeps_credit:
            raise Refused(_("This account is not kept for its credit."))
        row.let_go_cents = row.balance_cents
        Access.moves.move(row, "retry")
        row.reason = ""
        work.emit(wanted_at(row.system, row.id))
    return row
