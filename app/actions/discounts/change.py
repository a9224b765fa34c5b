"""Change a discount; whoever changes it answers for it."""

from __future__ import annotations

from typing import Unpack

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.discounts.fields import DiscountFields
from app.actions.discounts.write import check_discount, license_of, require_discount
from app.actions.fill import fill
from app.models import Discount
from app.work import transaction


def change_discount(discount_id: int, *, by: Actor, **fields: Unpack[DiscountFields]) -> Discount:
    """Both what it applied to and what it will apply to must be the actor's and unlocked."""
    with transaction(by=by) as work:
        require(by, Permission.DISCOUNT_WRITE)
        discount = work.lock(Discount, discount_id)
        require_discount(work, discount)
        with work.session.no_autoflush:
            fill(work, discount, fields)
            check_discount(discount, license_of(work, discount))
            require_discount(work, discount)
        discount.granted_by = by.name
    return discount
