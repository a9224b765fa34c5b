"""The terms that pricing reads: what was agreed with an organisation, as plain frozen values."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

Pause = tuple[dt.date, dt.date | None]


@dataclass(frozen=True, slots=True)
class PriceVersion:
    """Monthly prices in cents from a day on (P1, P6); no day means always.

    `included`: from then on so many licenses of an organisation are primary; None leaves as many as before. Only versions of memberships say it.
    """

    valid_from: dt.date | None
    primary: int
    extra: int
    included: int | None = None


@dataclass(frozen=True, slots=True)
class MembershipTerms:
    """A membership's prices; `included_primary` None counts as 1, 0 makes every license extra (P2, P13), until a version says another number."""

    id: int
    code: str
    included_primary: int | None
    versions: tuple[PriceVersion, ...]
    memo: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class FormerTerms:
    """What was agreed of a license's price until a day, which is the last; what was agreed next holds from the day after (P11)."""

    until: dt.date
    commitment_months: int = 0
    commitment_start: dt.date | None = None
    custom_price: int | None = None
    custom_price_end: dt.date | None = None
    net_price: bool = False


@dataclass(frozen=True, slots=True)
class LicenseTerms:
    """One license; all days are inclusive, a pause without an end stays, `versions` are its own prices (P6), `former` what was agreed before, earliest first."""

    id: int
    code: str
    membership_id: int
    starts_on: dt.date
    ends_on: dt.date | None = None
    pauses: tuple[Pause, ...] = ()
    commitment_months: int = 0
    commitment_start: dt.date | None = None
    custom_price: int | None = None
    custom_price_end: dt.date | None = None
    net_price: bool = False
    versions: tuple[PriceVersion, ...] = ()
    former: tuple[FormerTerms, ...] = ()


@dataclass(frozen=True, slots=True)
class ManualDiscount:
    """A discount row of this organisation, or of a membership; it applies where all its filled columns match (P13).

    Rows for a product never belong here: they apply to sales of that product only.
    """

    percent: Decimal
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    license_id: int | None = None
    membership_id: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AdhocTerms:
    """A charge or, with a negative price, a credit of one day; `unit_price` in cents, VAT exclusive."""

    id: int
    code: str
    date: dt.date
    description: str
    quantity: Decimal
    unit_price: int


@dataclass(frozen=True, slots=True)
class DepositTerms:
    """A deposit that is asked and not invoiced; `amount` in cents, `description` what it is for."""

    id: int
    code: str
    asked_on: dt.date
    description: str
    amount: int


@dataclass(frozen=True, slots=True)
class RecurringTerms:
    """A monthly line item that staff made without a license; `price` in cents, days inclusive."""

    id: int
    code: str
    description: str
    price: int
    starts_on: dt.date
    ends_on: dt.date | None = None
