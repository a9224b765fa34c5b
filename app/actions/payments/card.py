"""A kept card, and who looks after it. Shared by the verbs of cards."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.core.errors import Forbidden
from app.models import Organisation, PaymentMethod
from app.work import Work


def held_card(work: Work, method_id: int) -> PaymentMethod:
    """Locked after its organisation. Raises Missing for one that is not theirs, and Forbidden for staff without the permission."""
    organisation = work.lock(Organisation, work.get(PaymentMethod, method_id).organisation_id)
    require_keeper(work.by, organisation)
    return work.lock(PaymentMethod, method_id)


def require_keeper(by: Actor, organisation: Organisation) -> None:
    """Of members, whoever sees the invoices of the organisation. Raises Forbidden otherwise."""
    if by.is_staff:
        require(by, Permission.PAYMENT_WRITE, organisation)
    elif not (by.sees_invoices and by.organisation_id == organisation.id):
        raise Forbidden(_("Only who sees the invoices of %(name)s may do this.", name=organisation.name))
