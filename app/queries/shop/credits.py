"""Which credits pay in the shop: those that the product takes, in the order in which they pay anything (U2, W4, W5)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.core.clock import now
from app.models import Location, Lot, Product
from app.queries.shop.buyer import Buyer
from app.queries.wallets.paying import Payer, Paying, as_rules, free_lots
from app.rules.credits import Where, payment
from app.rules.units import Unit


@dataclass(frozen=True, slots=True)
class Credits:
    """What a member, and the organisation that shares it, could spend at this moment."""

    lots: list[Lot]

    def pay(self, product: Product, total: int, seller: Location) -> int:
        """Cents of the total that they would pay."""
        return total - self.paying(product, total, seller).payment.rest

    def paying(self, product: Product, total: int, seller: Location) -> Paying:
        """Which lots, and how much of each; what is left is the rest. Credits never buy credits for a wallet."""
        units = units_that_pay(product)
        lots = [lot for lot in self.lots if lot.wallet.unit in units]
        moment = now()
        return Paying(payment(as_rules(lots), total, moment, moment, Where(location=seller.id)), {lot.id: lot for lot in lots})


def units_that_pay(product: Product) -> frozenset[Unit]:
    if product.type is not Unit.PRINTING and product.credit_cents:
        return frozenset()
    return frozenset(unit for unit, pays in ((Unit.SPACE, product.space_pays), (Unit.STUFF, product.stuff_pays)) if pays)


def credits_of(session: Session, buyer: Buyer) -> Credits:
    return Credits(free_lots(session, payer_of(buyer)))


def payer_of(buyer: Buyer) -> Payer:
    return Payer(buyer.user.id, buyer.organisation.id, buyer.organisation.currency)
