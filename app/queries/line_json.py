"""A priced line as plain values and back: what a preview keeps, an approval freezes and a trace is rebuilt from."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from app.queries.billing_terms import LocationTerms
from app.queries.factors_json import factors_json, factors_of
from app.rules.lines import LineKind, PricedLine, Role


def line_json(line: PricedLine, description: str, item_code: str) -> dict[str, Any]:
    """All fields of a line in cents and ISO dates, with the words and the item code it will carry."""
    found: dict[str, Any] = {
        "kind": line.kind.value,
        "id": line.id,
        "code": line.code,
        "from": line.starts_on.isoformat(),
        "to": line.ends_on.isoformat(),
        "days": line.days,
        "of": line.of,
        "before": line.before,
        "price": line.price,
        "role": line.role.value if line.role else None,
        "factors": factors_json(line.factors) if line.factors else [],
        "net": line.net,
        "vat": line.vat,
        "vat_percent": str(line.vat_percent) if line.vat_percent is not None else None,
        "description": description,
        "item_code": item_code,
    }
    if line.quantity is not None:
        found["quantity"] = str(line.quantity)
    if line.billed is not None:
        found["billed"] = line.billed
        found["parts"] = [line_json(part, "", "") for part in line.parts]
    return found


def line_from(stored: dict[str, Any]) -> PricedLine:
    """The priced line that `line_json` wrote; rules.trace explains it."""
    return PricedLine(
        LineKind(stored["kind"]),
        stored["id"],
        stored["code"],
        dt.date.fromisoformat(stored["from"]),
        dt.date.fromisoformat(stored["to"]),
        stored["days"],
        stored["of"],
        stored["price"],
        Role(stored["role"]) if stored["role"] else None,
        factors_of(stored["factors"]),
        stored["net"],
        stored["before"],
        stored["description"],
        Decimal(stored["quantity"]) if "quantity" in stored else None,
        stored.get("billed"),
        tuple(line_from(part) for part in stored.get("parts", ())),
        stored["vat"],
        Decimal(stored["vat_percent"]) if stored["vat_percent"] is not None else None,
    )


class Words:
    """Descriptions of lines; what is the same for every line of a run is fetched once (P8: dates and days)."""

    def __init__(self, terms: LocationTerms) -> None:
        self.terms = terms
        self.some_days = _("%(what)s, %(days)s (%(n)s of %(of)s days)")
        self.whole_month = _("%(what)s, %(days)s")
        self.correction = _("Correction: %(what)s, %(days)s")
        self.on_day = _("%(what)s, %(day)s")
        self.deposit = _("Deposit, refundable, no VAT")
        self.deposit_for = _("Deposit, refundable, no VAT: %(what)s")
        self.days: dict[tuple[dt.date, dt.date], str] = {}

    def of(self, line: PricedLine) -> str:
        """What the customer reads."""
        if line.kind is LineKind.ADHOC:
            return self.on_day % {"what": line.description, "day": day_text(line.starts_on)}
        if line.kind is LineKind.DEPOSIT:
            return self.deposit_for % {"what": line.description} if line.description else self.deposit
        what = line.description if line.kind is LineKind.RECURRING else self.license(line.id)
        span = (line.starts_on, line.ends_on)
        days = self.days.get(span)
        if days is None:
            days = self.days[span] = span_text(*span)
        if line.kind is LineKind.CORRECTION:
            return self.correction % {"what": what, "days": days}
        form = self.whole_month if line.days == line.of else self.some_days
        return form % {"what": what, "days": days, "n": line.days, "of": line.of}

    def item_code(self, line: PricedLine) -> str:
        """The accounting item of a line; empty leaves it to the location's account."""
        if line.kind is LineKind.ADHOC:
            return self.terms.adhoc_codes.get(line.id, "")
        if line.kind is LineKind.DEPOSIT:
            return ""
        if line.kind is LineKind.RECURRING:
            return self.terms.recurring_codes.get(line.id, "")
        facts = self.terms.facts.get(line.id)
        return self.terms.names[facts.membership_id][1] if facts else ""

    def license(self, license_id: int) -> str:
        """Its membership, and whose it is."""
        facts = self.terms.facts.get(license_id)
        if facts is None:
            return _("License that has ended")
        name = self.terms.names[facts.membership_id][0]
        return f"{name}, {facts.person}" if facts.person else name


def day_text(day: dt.date) -> str:
    """ "12 Jun 2026"."""
    return f"{day.day} {day:%b %Y}"


def span_text(first: dt.date, last: dt.date) -> str:
    """ "12–30 Jun 2026", over a month's end "28 May – 3 Jun 2026"."""
    if first == last:
        return day_text(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{last.day} {last:%b %Y}"
    return f"{first.day} {first:%b} – {day_text(last)}"
