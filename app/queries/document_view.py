"""DocumentView: an invoice or a credit note as plain values, everything its page and its mail need and nothing else."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.core.formats import locale_of
from app.core.month import Month
from app.models.document_line import LineKind


class DocumentKind(StrEnum):
    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


class Section(StrEnum):
    """Where a line stands on the page, in this order."""

    LICENSES = "licenses"
    RECURRING = "recurring"
    CORRECTIONS = "corrections"
    OTHER = "other"
    DEPOSITS = "deposits"


SECTIONS = {
    LineKind.LICENSE: Section.LICENSES,
    LineKind.RECURRING: Section.RECURRING,
    LineKind.CORRECTION: Section.CORRECTIONS,
    LineKind.ADHOC: Section.OTHER,
    LineKind.DEPOSIT: Section.DEPOSITS,
    LineKind.MANUAL: Section.OTHER,
}


@dataclass(frozen=True, slots=True)
class Party:
    """Seller or buyer, as frozen on the day of approval."""

    name: str
    address: str = ""
    vat_number: str = ""
    registration_number: str = ""

    @property
    def address_lines(self) -> list[str]:
        """The lines that were typed; of an address typed on one, its parts, the postal code beside its town."""
        if "\n" in self.address.strip():
            return [line.strip() for line in self.address.splitlines() if line.strip()]
        lines: list[str] = []
        for part in (part.strip() for part in self.address.split(",") if part.strip()):
            if lines and part.isdigit():
                lines[-1] = f"{lines[-1]}, {part}"
            else:
                lines.append(part)
        return lines


@dataclass(frozen=True, slots=True)
class Discount:
    """One factor of a line: which rule took off how many percent."""

    rule: str
    percent: Decimal
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """Cents, exclusive of VAT; `price_cents` is for one of a whole month.

    Dates and days are there only where the description does not say them; `days` of `of_days` is the part that is charged.
    """

    kind: LineKind
    description: str
    net_cents: int
    vat_cents: int
    vat_percent: Decimal
    quantity: Decimal = Decimal(1)
    price_cents: int | None = None
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    days: int | None = None
    of_days: int | None = None
    discounts: tuple[Discount, ...] = ()

    @property
    def unit_cents(self) -> int:
        """The price of one, with the sign of the amount; a correction is an amount of its own."""
        if self.price_cents is None or self.kind is LineKind.CORRECTION:
            return self.net_cents
        return -abs(self.price_cents) if self.net_cents < 0 else abs(self.price_cents)

    @property
    def is_outside_vat(self) -> bool:
        """A deposit is no consideration for anything until it is applied."""
        return self.kind is LineKind.DEPOSIT

    @property
    def is_partial(self) -> bool:
        return self.days is not None and self.of_days is not None and self.days != self.of_days


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of one section, in their order."""

    section: Section
    lines: tuple[Line, ...]

    @property
    def net_cents(self) -> int:
        return sum(line.net_cents for line in self.lines)


@dataclass(frozen=True, slots=True)
class VatSum:
    """The net and the VAT of all lines of one rate, in cents."""

    percent: Decimal
    net_cents: int
    vat_cents: int


@dataclass(frozen=True, slots=True)
class DocumentView:
    """Cents of `currency`. `paid_cents` and `credited_cents` are of an invoice, `applied_cents` of a credit note.

    `number` is None in a preview. `corrected_number` is the invoice that a credit note gives back, `corrects_note` the month below
    zero of which it gives a purchase back. `pay_link` is where a member pays it by card; empty where no card is taken.
    """

    kind: DocumentKind
    number: str | None
    seller: Party
    buyer: Party
    location_name: str
    country: str
    currency: str
    vat_registered: bool
    issued_on: dt.date
    due_on: dt.date | None
    month: Month
    lines: tuple[Line, ...]
    net_cents: int
    vat_cents: int
    total_cents: int
    credited_cents: int = 0
    paid_cents: int = 0
    applied_cents: int = 0
    reference: str = ""
    bank_details: str = ""
    pay_link: str = ""
    corrected_number: str = ""
    corrects_note: str = ""
    corrected_on: dt.date | None = None
    reason: str = ""
    sender_email: str = ""
    logo: bytes | None = None
    language: str = "en"

    @property
    def locale(self) -> str:
        """The seller's language and country, which decide how amounts and dates are written."""
        return locale_of(self.country, self.language)

    @property
    def is_credit(self) -> bool:
        return self.kind is DocumentKind.CREDIT_NOTE

    @property
    def due_cents(self) -> int:
        """What is still owed; of a credit note, what is not yet used."""
        return self.total_cents - self.credited_cents - self.paid_cents - self.applied_cents

    @property
    def groups(self) -> tuple[Group, ...]:
        """The lines by section; sections in their order, lines in theirs."""
        found = {section: tuple(line for line in self.lines if SECTIONS[line.kind] is section) for section in Section}
        return tuple(Group(section, lines) for section, lines in found.items() if lines)

    @property
    def deposits_cents(self) -> int:
        """What of the total is outside the scope of VAT."""
        return sum(line.net_cents for line in self.lines if line.is_outside_vat)

    @property
    def vat_sums(self) -> tuple[VatSum, ...]:
        """VAT by rate, highest rate first (P9); what is outside its scope has none."""
        taxed = [line for line in self.lines if not line.is_outside_vat]
        rates = sorted({line.vat_percent for line in taxed}, reverse=True)
        of = ((rate, [line for line in taxed if line.vat_percent == rate]) for rate in rates)
        return tuple(VatSum(rate, sum(line.net_cents for line in lines), sum(line.vat_cents for line in lines)) for rate, lines in of)
