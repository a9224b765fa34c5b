"""Take a discount back, as if it had never been; what it gave in invoiced months is charged by a correction (P11)."""

from __future__ import annotations

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.discounts.write import require_discount
from app.models import Discount
from app.work import transaction


def remove_discount(discount_id: int, *, by: Actor) -> None:
    """To stop it from a day on, give it a last day instead."""
    with transaction(by=by) as work:
        require(by, Permission.DISCOUNT_WRITE)
        discount = work.lock(Discount, discount_id)
        require_discount(work, discount)
        work.session.delete(discount)
