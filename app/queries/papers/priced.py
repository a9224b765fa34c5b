"""What the lines of a paper cost: the first invoice, and the months after it, by the code that previews invoices (C7).

The lines become licenses that nobody holds yet, and go through `Previewer` with the same prices, discounts and VAT that a preview
reads. An organisation that is known already brings its own licenses and discounts along, because they count for primary and volume.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from app.core.month import Month
from app.models import Location, Membership, PaperLine
from app.queries.line_json import Words, line_json
from app.queries.papers.steps import steps_stored
from app.queries.papers.unheld import Unheld, code_of, id_of, unheld
from app.rules.deposits import proposed
from app.rules.document import totals
from app.rules.formula import formula
from app.rules.lines import LineKind, PricedLine
from app.rules.policy import Proration
from app.rules.terms import DepositTerms

Stored = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Offer:
    """`first` and `monthly` as `_stored` writes them, `monthly` with its `steps`; `deposits` are cents for one place of each line, in their order."""

    first: Stored
    monthly: Stored
    deposits: tuple[int, ...]


def offer_of(
    session: Session, location: Location, organisation_id: int | None, lines: Sequence[PaperLine], *, month: Month | None = None
) -> Offer:
    """`month` is that of the first invoice; None takes that of the first day. Without a line there is nothing to price: raises ValueError.

    `monthly` is the first month after it in which every line is there and billed whole.
    """
    if not lines:
        raise ValueError("an offer has at least one line")
    first = month or Month.of(min(line.starts_on for line in lines))
    priced = unheld(session, location, organisation_id, lines, first)
    deposits = tuple(_deposit(session, priced, lines, index) for index in range(len(lines)))
    monthly = _priced(priced, whole_month(priced, lines), ())
    return Offer(_priced(priced, first, _deposit_terms(lines, deposits, first)), monthly | {"steps": steps_stored(priced)}, deposits)


def whole_month(priced: Unheld, lines: Sequence[PaperLine]) -> Month:
    """After the first one; where the second month gives back what the first took too much (P4), the one after that."""
    later = 2 if priced.policy.proration is Proration.NONE else 1
    whole = max(Month.of(line.starts_on) if line.starts_on.day == 1 else Month.of(line.starts_on).plus(later) for line in lines)
    return max(whole, priced.first.next)


def differs(then: Stored, now: Stored) -> bool:
    """Whether an amount, a price or a share moved; words may."""
    return _figures(then) != _figures(now)


def _figures(stored: Stored) -> list[Any]:
    parts = ("kind", "from", "to", "days", "of", "price", "net", "vat", "vat_percent", "factors")
    return [stored["month"], stored["total"], *[[line[part] for part in parts] for line in stored["lines"]]]


def _priced(priced: Unheld, month: Month, asked: Sequence[DepositTerms]) -> Stored:
    own = [line for line in priced.of(month, asked).lines if line.id < 0]
    return _stored(month, own, Words(priced.terms), priced.percent(month))


def _stored(month: Month, lines: Sequence[PricedLine], words: Words, percent: Decimal | None) -> Stored:
    """JSON of a document: `month` as "2026-07", `lines` as app.queries.line_json with the `formula` beside them, sums in cents."""
    sums = totals(lines)
    return {
        "month": str(month),
        "lines": [line_json(line, words.of(line), words.item_code(line)) | {"formula": formula(line, line.net)} for line in lines],
        "net": sums.net,
        "vat": sums.vat,
        "total": sums.total,
        "deposits": sum(line.net for line in lines if line.kind is LineKind.DEPOSIT),
        "vat_percent": None if percent is None else str(percent.normalize()),
    }


def _deposit(session: Session, priced: Unheld, lines: Sequence[PaperLine], index: int) -> int:
    """Cents for one place: as agreed, else what the membership asks a newcomer for, of the price of its first place (P2)."""
    line = lines[index]
    if line.deposit_cents is not None:
        return line.deposit_cents
    membership = session.get_one(Membership, line.membership_id)
    price = 0
    if membership.deposit_months:
        found = priced.of(Month.of(line.starts_on)).lines
        price = next((each.price for each in found if each.id == id_of(index, 0)), 0)
    return proposed(price, membership.deposit_months, membership.deposit_cents)


def _deposit_terms(lines: Sequence[PaperLine], deposits: Sequence[int], month: Month) -> list[DepositTerms]:
    """They are asked for when the deal is won, so that they stand on the first invoice."""
    day: dt.date = month.first
    return [
        DepositTerms(id_of(index, place), code_of(index, place), day, line.membership.name, amount)
        for index, (line, amount) in enumerate(zip(lines, deposits, strict=True))
        for place in range(line.places)
        if amount
    ]
