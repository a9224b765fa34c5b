"""The ways to pay that are open to somebody for something, and why the others are shut (U2)."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.core.money import plain
from app.models.product import VatPoint
from app.models.purchase import PayWay
from app.queries.shop.buyer import Buyer
from app.queries.shop.catalogue import Offer, brings_wallet_credit
from app.queries.shop.credits import units_that_pay


def ways_of(session: Session, buyer: Buyer, found: Offer, *, by: Actor) -> dict[PayWay, str]:
    """Each way with the reason why it is shut; empty text: it is open."""
    return {
        PayWay.WALLET: _wallet(found),
        PayWay.NEXT_INVOICE: _next_invoice(buyer, found),
        PayWay.CARD: _("Cards cannot be charged here yet."),
        PayWay.CHECKOUT: _("Cards cannot be charged here yet."),
    }


def _wallet(found: Offer) -> str:
    if not units_that_pay(found.product):
        return _("Credits do not buy this.")
    short = found.price.total - found.wallet_cents
    return _("Your credits are short by %(amount)s.", amount=plain(short)) if short else ""


def _next_invoice(buyer: Buyer, found: Offer) -> str:
    if not buyer.organisation.buys_on_account:
        return _("%(organisation)s does not buy on account.", organisation=buyer.organisation.name)
    if found.product.vat_point is VatPoint.REDEMPTION and brings_wallet_credit(found.product):
        return _("Its VAT is taken as the credits are used, so it is paid by itself.")
    return ""
