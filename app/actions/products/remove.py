"""Remove a product that was never sold; others are taken out of the shop."""

from __future__ import annotations

from app.access.actor import Actor
from app.actions.products.write import require_product
from app.models import Product
from app.work import transaction


def remove_product(product_id: int, *, by: Actor) -> None:
    """Refused by the database while a charge or discount names it."""
    with transaction(by=by) as work:
        product = work.lock(Product, product_id)
        require_product(by, product)
        work.session.delete(product)
