"""A person looked: this is no spam. It becomes a lead as of when it was sent, and its sender is trusted from now on (S7)."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.leads.take_in import take_in
from app.core.errors import Refused
from app.models import Enquiry
from app.work import transaction


def rescue_enquiry(enquiry_id: int, *, by: Actor) -> Enquiry:
    """Raises Refused for one that became a lead already."""
    with transaction(by=by) as work:
        row = work.lock(Enquiry, enquiry_id)
        require(by, Permission.LEAD_SCREEN, row)
        if not Enquiry.moves.may(row, "rescue"):
            raise Refused(_("%(name)s is a lead already, or was not judged yet.", name=str(row)))
        row.lead_id, row.decided_by = take_in(work, row).id, by.name
        Enquiry.moves.move(row, "rescue")
    return row
