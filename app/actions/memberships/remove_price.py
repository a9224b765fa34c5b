"""Remove a price version that nobody has been billed by; the last one stays."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.invoices.locked import require_membership_unlocked
from app.actions.memberships.billed import require_unbilled
from app.core.errors import Refused
from app.models import Membership, MembershipPrice
from app.work import transaction


def remove_price(price_id: int, *, by: Actor) -> None:
    """The membership is locked, so that two people cannot take away the last two."""
    with transaction(by=by) as work:
        price = work.get(MembershipPrice, price_id)
        membership = work.lock(Membership, price.membership_id)
        require(by, Permission.MEMBERSHIP_WRITE, membership)
        require_membership_unlocked(work, membership.id)
        require_unbilled(work, price)
        if len(membership.prices) == 1:
            raise Refused(_("%(membership)s needs a price.", membership=membership.name))
        work.session.delete(price)
