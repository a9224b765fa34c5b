"""The catalogue of a member: products of the home, of the headquarters and of the whole network, each with its price (U1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, false, or_, select
from sqlalchemy.orm import Session, joinedload

from app.access.actor import Actor
from app.access.scope import visible
from app.core import clock
from app.core.errors import Refused
from app.core.month import Month
from app.models import Discount, License, Location, Product
from app.models.product import VatPoint
from app.queries.billing_terms import policy_of
from app.queries.location_tax import Tax, tax_of
from app.queries.settings import setting
from app.queries.shop.buyer import Buyer
from app.queries.shop.credits import credits_of
from app.rules.discounts import MANUAL, Factor, combined, factor
from app.rules.shop_price import Price, shop_price
from app.rules.units import Unit

MOST = 999


@dataclass(frozen=True, slots=True)
class Offer:
    """One product for one member. `seller` invoices it; `wallet_cents` of the total would be paid by credits, `wallet_pays` says that all of it would."""

    product: Product
    seller: Location
    quantity: int
    price: Price
    tax: Tax
    wallet_cents: int

    @property
    def credit_cents(self) -> int:
        return (self.product.credit_cents or 0) * self.quantity

    @property
    def days(self) -> int | None:
        """In the house; None where it is no day pass."""
        return self.product.days * self.quantity if self.product.days else None

    @property
    def wallet_pays(self) -> bool:
        return self.wallet_cents == self.price.total

    @property
    def currency(self) -> str:
        return self.seller.currency


def catalogue(session: Session, buyer: Buyer, *, by: Actor) -> list[Offer]:
    """In the order of their names. Prices are in the seller's currency, which is the organisation's too."""
    products = session.scalars(_sold_to(session, buyer, by).order_by(Product.name, Product.id)).all()
    terms = Terms(session, buyer)
    return [terms.offer(each, 1) for each in products]


def offer(session: Session, buyer: Buyer, product_id: int, quantity: int, *, by: Actor) -> Offer:
    """One product of the catalogue. Raises Refused for what is not in it."""
    if not 1 <= quantity <= MOST:
        raise Refused(_("From 1 to %(most)d.", most=MOST), field="quantity")
    product = session.scalars(_sold_to(session, buyer, by).where(Product.id == product_id)).one_or_none()
    if product is None:
        raise Refused(_("This is not sold here any more."), field="product")
    return Terms(session, buyer).offer(product, quantity)


def _sold_to(session: Session, buyer: Buyer, by: Actor) -> Select[Product]:
    """Of a place of another currency than the organisation's nothing is sold: nobody could set the price."""
    headquarters = session.scalars(select(Location).where(Location.is_headquarters)).one_or_none()
    currency = buyer.organisation.currency
    places: list[ColumnElement[bool]] = [
        Product.location_id == place.id for place in (buyer.home, headquarters) if place is not None and place.currency == currency
    ]
    if (headquarters or buyer.home).currency == currency == buyer.home.currency:
        places.append(Product.location_id.is_(None))
    query = (
        select(Product)
        .where(Product.is_active, Product.extra_most.is_(None), or_(*places) if places else false())
        .options(joinedload(Product.location))
    )
    criterion = visible(by, Product) if by.is_staff else None
    return query if criterion is None else query.where(criterion)


def brings_wallet_credit(product: Product) -> bool:
    return product.type is not Unit.PRINTING and bool(product.credit_cents)


class Terms:
    """What prices a whole catalogue for one member, read once: VAT of each seller, discounts, credits."""

    def __init__(self, session: Session, buyer: Buyer) -> None:
        self.session, self.buyer = session, buyer
        self.credits = credits_of(session, buyer)
        self.mode = setting(session, "pricing.discount_mode", "multiply")
        self.discounts = self._discounts()
        self.taxes: dict[int, Tax] = {}

    def offer(self, product: Product, quantity: int) -> Offer:
        seller = product.location or self.buyer.home
        tax = self._tax(seller)
        later = product.vat_point is VatPoint.REDEMPTION and brings_wallet_credit(product)
        factors = self._factors(product, seller)
        price = shop_price(product.price_cents, quantity, factors, tax.percent, includes_vat=product.price_includes_vat, taxed_later=later)
        return Offer(product, seller, quantity, price, tax, self.credits.pay(product, price.total, seller))

    def _tax(self, seller: Location) -> Tax:
        if seller.id not in self.taxes:
            today = clock.today(seller.zone)
            self.taxes[seller.id] = tax_of(self.session, seller, Month.of(today), today)
        return self.taxes[seller.id]

    def _factors(self, product: Product, seller: Location) -> tuple[Factor, ...]:
        """Those on this product that are in force today, by the rule that says how several meet (P5)."""
        today = clock.today(seller.zone)
        rows = [
            factor(MANUAL, each.percent, each.reason)
            for each in self.discounts
            if each.product_id == product.id and each.percent and (each.starts_on or today) <= today <= (each.ends_on or today)
        ]
        return combined(policy_of(seller, self.mode), Decimal(0), Decimal(0), rows).factors

    def _discounts(self) -> Sequence[Discount]:
        """Rows on products that apply to this member: where all their filled columns match (P13)."""
        today = clock.today(self.buyer.home.zone)
        held = select(License.id, License.membership_id).where(
            License.user_id == self.buyer.user.id, License.starts_on <= today, or_(License.ends_on.is_(None), License.ends_on >= today)
        )
        licenses = self.session.execute(held).all()
        query = select(Discount).where(
            Discount.product_id.is_not(None),
            or_(Discount.organisation_id.is_(None), Discount.organisation_id == self.buyer.organisation.id),
            or_(Discount.license_id.is_(None), Discount.license_id.in_([row.id for row in licenses])),
            or_(Discount.membership_id.is_(None), Discount.membership_id.in_([row.membership_id for row in licenses])),
        )
        return self.session.scalars(query.order_by(Discount.id)).all()
