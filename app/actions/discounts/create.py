"""Grant a discount, with a reason and in one's own name."""

from __future__ import annotations

from typing import Unpack

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.codes import give_code
from app.actions.discounts.fields import DiscountFields
from app.actions.discounts.write import check_discount, license_of, require_discount
from app.actions.fill import demand, fill
from app.models import Discount
from app.work import transaction


def create_discount(*, by: Actor, **fields: Unpack[DiscountFields]) -> Discount:
    """Days in invoiced months are credited by a correction (P11)."""
    with transaction(by=by) as work:
        require(by, Permission.DISCOUNT_WRITE)
        discount = Discount(code="", granted_by=by.name)
        fill(work, discount, fields)
        demand(discount, "percent", "reason")
        check_discount(discount, license_of(work, discount))
        require_discount(work, discount)
        give_code(work, discount, "D")
        return work.add(discount)
