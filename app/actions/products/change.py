"""Change a product; what was sold keeps the price of its day."""

from __future__ import annotations

from typing import Unpack

from app.access.actor import Actor
from app.actions.fill import fill
from app.actions.products.fields import ProductFields
from app.actions.products.write import check_product, require_product
from app.models import Product
from app.work import transaction


def change_product(product_id: int, *, by: Actor, **fields: Unpack[ProductFields]) -> Product:
    with transaction(by=by) as work:
        product = work.lock(Product, product_id)
        require_product(by, product)
        fill(work, product, fields)
        require_product(by, product)
        check_product(product)
    return product
