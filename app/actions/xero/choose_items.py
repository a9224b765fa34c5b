"""Say which item of Xero's price list a membership or a product is."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.memberships.change import change_membership
from app.actions.products.change import change_product
from app.core.errors import Refused
from app.models import XeroConnection
from app.queries.xero_matches import items_there
from app.work import transaction


def choose_items(connection_id: int, *, memberships: Mapping[int, str], products: Mapping[int, str], by: Actor) -> int:
    """Codes by id. Returns how many were chosen. Raises Refused for a code that Xero does not have."""
    with transaction(by=by) as work:
        require(by, Permission.XERO_WRITE)
        there = {row.xero_id for row in items_there(work.session, work.get(XeroConnection, connection_id).id)}
        unknown = sorted({*memberships.values(), *products.values()} - there)
        if unknown:
            raise Refused(_("Look in Xero again: it has no item %(code)s.", code=unknown[0]))
        for membership_id, code in sorted(memberships.items()):
            change_membership(membership_id, xero_item_code=code, by=by)
        for product_id, code in sorted(products.items()):
            change_product(product_id, xero_item_code=code, by=by)
    return len(memberships) + len(products)
