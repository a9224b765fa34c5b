"""Who may write a product, and what it must say. Shared by create, change and remove."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.network import require_whole_network
from app.core.errors import Refused
from app.models import Product
from app.rules.extras import MOST
from app.rules.units import Unit


def require_product(by: Actor, product: Product) -> None:
    """A product of the whole network is not one location's to change."""
    require(by, Permission.PRODUCT_WRITE, product)
    if product.location_id is None:
        require_whole_network(by)


def check_product(product: Product) -> None:
    """Raises Refused at the field."""
    if product.price_cents < 0:
        raise Refused(_("A price cannot be negative."), field="price_cents")
    if product.credit_cents is not None and product.credit_cents < 0:
        raise Refused(_("A credit cannot be negative."), field="credit_cents")
    if product.days is not None and product.days < 1:
        raise Refused(_("A day pass brings at least one day."), field="days")
    if product.days is not None and (product.credit_cents or product.type is Unit.PRINTING):
        raise Refused(_("A product brings days or a credit, not both."), field="days")
    if product.extra_most is not None:
        _check_extra(product)


def _check_extra(product: Product) -> None:
    """Coffee or a projector: handed out where the room is, and nothing for a wallet."""
    if not 1 <= (product.extra_most or 0) <= MOST:
        raise Refused(_("From 1 to %(most)d.", most=MOST), field="extra_most")
    if product.location_id is None:
        raise Refused(_("An extra is handed out at one place: say which."), field="location")
    if product.type is not Unit.STUFF or product.credit_cents or product.days is not None:
        raise Refused(_("An extra of bookings is a thing, and brings neither credit nor days."), field="extra_most")
