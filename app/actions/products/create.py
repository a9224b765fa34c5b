"""Create a product of the shop."""

from __future__ import annotations

from typing import Unpack

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.codes import give_code
from app.actions.fill import demand, fill
from app.actions.products.fields import ProductFields
from app.actions.products.write import check_product, require_product
from app.models import Product
from app.work import transaction


def create_product(*, by: Actor, **fields: Unpack[ProductFields]) -> Product:
    with transaction(by=by) as work:
        require(by, Permission.PRODUCT_WRITE)
        product = Product(code="")
        fill(work, product, fields)
        demand(product, "name", "type", "price_cents")
        require_product(by, product)
        check_product(product)
        give_code(work, product, "P")
        return work.add(product)
