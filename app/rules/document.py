"""A document as a whole: the order of its lines, its totals, and what kind it is (P12, P13)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from enum import StrEnum
from operator import attrgetter
from typing import NamedTuple

from app.rules.lines import PricedLine


class Totals(NamedTuple):
    """Cents; sums of the lines, never computed again from each other."""

    net: int
    vat: int
    total: int


class DocumentKind(StrEnum):
    """What approval makes of a sum (P12)."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


class TaxForm(StrEnum):
    """How much a tax invoice must say (P9)."""

    FULL = "full"
    ABRIDGED = "abridged"
    NONE = "none"


MOST_LINES = (
    3_000  # of one paper: they take a processor three quarters of a minute and half a GB of memory, 20,000 five minutes and more than 3 GB
)
FULL_FORM_ABOVE = 500_000
NO_FORM_UP_TO = 5_000


def in_order(
    licenses: Iterable[PricedLine], recurring: Iterable[PricedLine], corrections: Collection[PricedLine], adhocs: Iterable[PricedLine]
) -> list[PricedLine]:
    """Licenses with their corrections by code and date, then recurring items, then charges by date and code; each comes sorted."""
    subscriptions = [*licenses]
    if corrections:
        subscriptions = sorted([*subscriptions, *corrections], key=attrgetter("code", "starts_on"))
    return [*subscriptions, *recurring, *adhocs]


def totals(lines: Iterable[PricedLine]) -> Totals:
    """Sums of the lines, VAT filled."""
    net = vat = 0
    for line in lines:
        net += line.net
        vat += line.vat
    return Totals(net, vat, net + vat)


def document_kind(total: int) -> DocumentKind:
    """A sum below zero becomes a credit note on approval; its balance stays on the customer's account (P12)."""
    return DocumentKind.CREDIT_NOTE if total < 0 else DocumentKind.INVOICE


def is_too_long(lines: int) -> bool:
    """Whether a paper with so many lines cannot be printed: time and memory grow with each of them, and a job that is killed for them begins anew."""
    return lines > MOST_LINES


def shows_buyer_vat(country: str, total: int) -> bool:
    """Whether a tax invoice of that country has to carry the recipient's VAT number: in South Africa in its full form (P9). `total` in cents, VAT included."""
    return country == "ZA" and tax_form(total) is TaxForm.FULL


def tax_form(total: int) -> TaxForm:
    """Full above R5 000, abridged to R5 000, none needed to R50; `total` in cents, VAT included."""
    if abs(total) > FULL_FORM_ABOVE:
        return TaxForm.FULL
    return TaxForm.ABRIDGED if abs(total) > NO_FORM_UP_TO else TaxForm.NONE
