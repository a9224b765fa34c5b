"""The ways to pay that are open to somebody for something, and why the others are shut (U2)."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.permissions import Permission
from app.core.money import plain
from app.models import PaymentMethod
from app.models.product import VatPoint
from app.models.purchase import PayWay
from app.queries.cards import cards_shut
from app.queries.shop.buyer import Buyer
from app.queries.shop.catalogue import Offer, brings_wallet_credit
from app.queries.shop.credits import units_that_pay


def ways_of(session: Session, buyer: Buyer, found: Offer, *, by: Actor) -> dict[PayWay, str]:
    """Each way with the reason why it is shut; empty text: it is open."""
    cards = cards_shut(buyer.organisation, found.currency, found.price.total)
    return {
        PayWay.CARD: cards or _card(session, buyer, by),
        PayWay.WALLET: _wallet(found),
        PayWay.CHECKOUT: cards or _checkout(by),
        PayWay.NEXT_INVOICE: _next_invoice(buyer, found),
    }


def rest_ways(session: Session, buyer: Buyer, found: Offer, *, by: Actor) -> dict[PayWay, str]:
    """The same of what credits leave to pay; nothing where they pay all of it, or none. The next invoice takes no rest: see docs/decisions.md."""
    if not 0 < found.wallet_cents < found.price.total:
        return {}
    cards = cards_shut(buyer.organisation, found.currency, found.price.total - found.wallet_cents)
    return {PayWay.CARD: cards or _card(session, buyer, by), PayWay.CHECKOUT: cards or _checkout(by)}


def default_card(session: Session, organisation_id: int) -> PaymentMethod | None:
    """The card that one click charges."""
    query = select(PaymentMethod).where(PaymentMethod.organisation_id == organisation_id, PaymentMethod.is_default)
    return session.scalars(query).one_or_none()


def card_shut(session: Session, organisation_id: int, *, by: Actor) -> str:
    """Why this person does not charge the organisation's card. Who sees its invoices spends its money."""
    if not (by.may(Permission.PAYMENT_WRITE) if by.is_staff else by.sees_invoices):
        return _("Only who sees the invoices charges the organisation's card.")
    return "" if default_card(session, organisation_id) is not None else _("No card is kept yet.")


def _card(session: Session, buyer: Buyer, by: Actor) -> str:
    return card_shut(session, buyer.organisation.id, by=by)


def _checkout(by: Actor) -> str:
    return _("A card number is typed by its owner: members pay by card in their own shop.") if by.is_staff else ""


def _wallet(found: Offer) -> str:
    if not units_that_pay(found.product):
        return _("Credits do not buy this.")
    short = found.price.total - found.wallet_cents
    return _("The credits are short by %(amount)s.", amount=plain(short)) if short else ""


def _next_invoice(buyer: Buyer, found: Offer) -> str:
    if not buyer.organisation.buys_on_account:
        return _("%(organisation)s does not buy on account.", organisation=buyer.organisation.name)
    if found.product.vat_point is VatPoint.REDEMPTION and brings_wallet_credit(found.product):
        return _("Its VAT is taken as the credits are used, so it is paid by itself.")
    return ""
