"""What the lines of a paper cost: the first invoice, and a whole month after it, by the code that previews invoices (C7).

The lines become licenses that nobody holds yet, and go through `Previewer` with the same prices, discounts and VAT that a preview
reads. An organisation that is known already brings its own licenses and discounts along, because they count for primary and volume.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from app.core.month import Month
from app.models import Location, Membership, PaperLine
from app.queries.billing_terms import LocationTerms, location_terms, policy_of
from app.queries.license_terms import LicenseFacts, discounts
from app.queries.line_json import Words, line_json
from app.queries.location_tax import tax_of
from app.queries.settings import setting
from app.rules.deposits import proposed
from app.rules.document import totals
from app.rules.fingerprint import Fingerprints
from app.rules.formula import formula
from app.rules.lines import LineKind, PricedLine
from app.rules.preview import OrganisationTerms, Previewer
from app.rules.terms import DepositTerms, LicenseTerms, ManualDiscount

NEW = 0  # an organisation that is none yet
LAST = "~"  # sorts behind the code of every license that there is (P2)
Stored = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Offer:
    """`first` and `monthly` as `_stored` writes them; `deposits` are cents for one place of each line, in their order."""

    first: Stored
    monthly: Stored
    deposits: tuple[int, ...]


def offer_of(session: Session, location: Location, organisation_id: int | None, lines: Sequence[PaperLine], *, month: Month | None = None) -> Offer:
    """`month` is that of the first invoice; None takes that of the first day. Without a line there is nothing to price: raises ValueError."""
    if not lines:
        raise ValueError("an offer has at least one line")
    first = month or Month.of(min(line.starts_on for line in lines))
    deposits = tuple(_deposit(session, location, organisation_id, lines, index) for index in range(len(lines)))
    whole = max(Month.of(line.starts_on) if line.starts_on.day == 1 else Month.of(line.starts_on).next for line in lines)
    asked = _deposit_terms(lines, deposits, first)
    return Offer(_priced(session, location, organisation_id, lines, first, asked), _priced(session, location, organisation_id, lines, max(whole, first), ()), deposits)


def differs(then: Stored, now: Stored) -> bool:
    """Whether an amount, a price or a share moved; words may."""
    return _figures(then) != _figures(now)


def _figures(stored: Stored) -> list[Any]:
    parts = ("kind", "from", "to", "days", "of", "price", "net", "vat", "vat_percent", "factors")
    return [stored["month"], stored["total"], *[[line[part] for part in parts] for line in stored["lines"]]]


def _priced(session: Session, location: Location, organisation_id: int | None, lines: Sequence[PaperLine], month: Month, asked: Sequence[DepositTerms]) -> Stored:
    terms, mine = _terms(session, location, organisation_id, lines, month)
    policy, tax = policy_of(location, setting(session, "pricing.discount_mode", "multiply")), tax_of(session, location, month, None)
    previewer = Previewer(month, terms.memberships, policy, tax.percent, Fingerprints(month, terms.memberships, policy))
    document = previewer.of(replace(mine, deposits=asked))
    own = [line for line in document.lines if line.id < 0]
    return _stored(month, own, Words(terms), tax.percent)


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


def _terms(session: Session, location: Location, organisation_id: int | None, lines: Sequence[PaperLine], month: Month) -> tuple[LocationTerms, OrganisationTerms]:
    """Those of the location with ours among them; ours have ids below zero."""
    terms = location_terms(session, location, month, cut_off=None, organisation_ids=[organisation_id or NEW])
    owner = terms.organisations.setdefault(organisation_id or NEW, OrganisationTerms(organisation_id or NEW, LAST))
    if not owner.licenses:  # nobody of theirs had a license to find discounts for
        discounts(session, month, terms.organisations, [organisation_id or NEW])
    licenses, own_discounts = list(owner.licenses), list(owner.discounts)
    for license, line in _licenses(lines):
        licenses.append(license)
        terms.facts[license.id] = LicenseFacts(line.membership_id, "")
        if line.discount_percent:
            own_discounts.append(ManualDiscount(line.discount_percent, line.starts_on, line.discount_until, license.id, None, line.discount_reason))
    return terms, replace(owner, licenses=licenses, discounts=own_discounts)


def _licenses(lines: Sequence[PaperLine]) -> list[tuple[LicenseTerms, PaperLine]]:
    """One for each place, in the order in which winning makes them."""
    found: list[tuple[LicenseTerms, PaperLine]] = []
    for index, line in enumerate(lines):
        for place in range(line.places):
            terms = LicenseTerms(
                _id_of(index, place),
                f"{LAST}{index:03d}-{place:03d}",
                line.membership_id,
                line.starts_on,
                commitment_months=line.commitment_months or 0,
                custom_price=line.price_cents,
                net_price=line.net_price,
            )
            found.append((terms, line))
    return found


def _id_of(index: int, place: int) -> int:
    return -(index * 1000 + place + 1)


def _deposit(session: Session, location: Location, organisation_id: int | None, lines: Sequence[PaperLine], index: int) -> int:
    """Cents for one place: as agreed, else what the membership asks a newcomer for, of the price of its first place (P2)."""
    line = lines[index]
    if line.deposit_cents is not None:
        return line.deposit_cents
    membership = session.get_one(Membership, line.membership_id)
    price = 0
    if membership.deposit_months:
        month = Month.of(line.starts_on)
        priced = _priced(session, location, organisation_id, lines, month, ())["lines"]
        price = next((each["price"] for each in priced if each["id"] == _id_of(index, 0)), 0)
    return proposed(price, membership.deposit_months, membership.deposit_cents)


def _deposit_terms(lines: Sequence[PaperLine], deposits: Sequence[int], month: Month) -> list[DepositTerms]:
    """They are asked for when the deal is won, so that they stand on the first invoice."""
    day: dt.date = month.first
    return [
        DepositTerms(_id_of(index, place), f"{LAST}{index:03d}-{place:03d}", day, line.membership.name, amount)
        for index, (line, amount) in enumerate(zip(lines, deposits, strict=True))
        for place in range(line.places)
        if amount
    ]
