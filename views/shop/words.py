"""Offers and purchases in the words of who buys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.models import Purchase
from app.models.purchase import PayWay, PurchaseStatus
from app.queries.shop.buyer import Buyer
from app.queries.shop.catalogue import Offer
from app.rules.units import Unit
from app.web.formats import as_percent, format_money

S = PurchaseStatus
WITH_CREDITS = "+credits"  # after the name of a way that pays what credits leave
ICONS = {Unit.STUFF: "shopping-cart", Unit.SPACE: "door", Unit.PRINTING: "printer"}
WAY_ICONS = {PayWay.CARD: "credit-card", PayWay.WALLET: "wallet", PayWay.CHECKOUT: "external-link", PayWay.NEXT_INVOICE: "file-invoice"}


@dataclass(frozen=True)
class Way:
    """A button that pays; `shut` says why it is none."""

    name: str
    icon: str
    label: str
    hint: str
    shut: str


@dataclass(frozen=True)
class Said:
    """`off`: what it would cost without the discounts, and why it does not; empty where there are none."""

    offer: Offer
    icon: str
    total: str
    vat: str
    off: str
    why: str
    brings: str
    place: str
    credits: str


def offer_said(offer: Offer, buyer: Buyer) -> Said:
    price, currency = offer.price, offer.currency
    has_discount = price.list_total != price.total
    return Said(
        offer,
        ICONS[offer.product.type],
        format_money(price.total, currency),
        _("VAT of %(vat)s included", vat=format_money(price.vat, currency)) if price.vat else _("No VAT now"),
        format_money(price.list_total, currency) if has_discount else "",
        ", ".join(_("%(percent)s off: %(reason)s", percent=as_percent(each.percent), reason=each.reason) for each in price.factors),
        brings_said(offer),
        "" if offer.seller.id == buyer.home.id else _("Sold by %(place)s", place=offer.seller.name),
        _("Credits would pay %(amount)s.", amount=format_money(offer.wallet_cents, currency)) if offer.wallet_cents else "",
    )


def brings_said(offer: Offer) -> str:
    """What the buyer has of it."""
    days = offer.product.credit_days
    if offer.days:
        words = ngettext("%(num)d day in the house", "%(num)d days in the house", offer.days)
        return _("%(what)s, for %(days)d days", what=words, days=days) if days else words
    if not offer.credit_cents:
        return ""
    amount = format_money(offer.credit_cents, offer.currency)
    words = {
        Unit.SPACE: _("%(amount)s of credit for rooms", amount=amount),
        Unit.STUFF: _("%(amount)s of credit for anything", amount=amount),
        Unit.PRINTING: _("%(amount)s of print credit", amount=amount),
    }[offer.product.type]
    return _("%(what)s, for %(days)d days", what=words, days=days) if days and offer.product.type is not Unit.PRINTING else words


def ways_said(offer: Offer, ways: dict[PayWay, str], card: Any = None, rest: dict[PayWay, str] | None = None) -> list[Way]:
    """The buttons, the quickest first; those that are shut come last, with why. `rest` are the ways to pay what credits leave, which come after those of all."""
    total = format_money(offer.price.total, offer.currency)
    mine = card if not ways[PayWay.CARD] else None  # whose card it is not theirs to use need not know which one the organisation has
    cent = _("Its lines are without VAT, which makes it a cent less there.") if offer.price.on_invoice.total != offer.price.total else ""
    later = " ".join(each for each in (_("Credits come when that invoice is paid.") if offer.credit_cents else "", cent) if each)
    labels = {
        PayWay.CARD: (_("Pay %(total)s with %(card)s", total=total, card=mine) if mine else _("Pay with the kept card"), _("One click.")),
        PayWay.WALLET: (_("Pay %(total)s with credits", total=total), _("They are there at once.")),
        PayWay.CHECKOUT: (_("Pay %(total)s by card", total=total), _("On PayFast's page; the card can be kept.")),
        PayWay.NEXT_INVOICE: (
            _("Put %(total)s on the next invoice", total=format_money(offer.price.on_invoice.total, offer.currency)),
            later,
        ),
    }
    found = [Way(way.value, WAY_ICONS[way], *labels[way], ways[way]) for way in labels]
    return sorted([*found, *_rest_said(offer, rest or {}, card)], key=lambda each: bool(each.shut))


def _rest_said(offer: Offer, ways: dict[PayWay, str], card: Any) -> list[Way]:
    """Only what is open: a shut one says nothing that the way of the whole did not."""
    credits, rest = format_money(offer.wallet_cents, offer.currency), format_money(offer.price.total - offer.wallet_cents, offer.currency)
    hint = _("The credits are held until the card has paid, and free again if it does not.")
    labels = {
        PayWay.CARD: _("Pay %(credits)s with credits, %(rest)s with %(card)s", credits=credits, rest=rest, card=card or _("the kept card")),
        PayWay.CHECKOUT: _("Pay %(credits)s with credits, %(rest)s by card", credits=credits, rest=rest),
    }
    return [Way(f"{way.value}{WITH_CREDITS}", WAY_ICONS[way], labels[way], hint, "") for way, shut in ways.items() if not shut]


def paid_said(row: Purchase) -> str:
    """How it is paid, with what credits pay of it."""
    if not row.wallet_cents:
        return way_said(row.way)
    return _("%(way)s, and %(credits)s of credits", way=way_said(row.way), credits=format_money(row.wallet_cents, row.currency))


def standing_said(row: Purchase) -> tuple[str, str, str]:
    """A purchase as word, tone and sentence, as its buyer understands it."""
    brings = bool(row.credit_cents)
    return {
        S.STARTED: (
            _("On the next invoice"),
            "azure",
            _("What it brings comes when that invoice is paid.") if row.brings_something else _("Your next invoice has it."),
        ),
        S.AWAITING_PAYMENT: (_("Waiting for the payment"), "yellow", _("This page says when it is there.")),
        S.PAYMENT_UNKNOWN: (_("Payment not known yet"), "yellow", _("The bank did not answer. It is looked up; nothing is charged twice.")),
        S.FAILED: (_("Not paid"), "red", _("The payment did not go through. Nothing was charged.")),
        S.PAID: (_("Paid"), "green", _("The credit is on its way.") if brings else ""),
        S.FULFILLED: (_("Done"), "green", _("The credit is there.") if brings else _("It is yours.")),
        S.REFUNDED: (_("Refunded"), "secondary", ""),
        S.WITHDRAWN: (_("Cancelled"), "secondary", _("It was not paid, and nothing is owed.")),
    }[row.status]


def way_said(way: PayWay) -> str:
    return {
        PayWay.CARD: _("Kept card"),
        PayWay.CHECKOUT: _("Card"),
        PayWay.WALLET: _("Credits"),
        PayWay.NEXT_INVOICE: _("Next invoice"),
    }[way]
