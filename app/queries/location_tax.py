"""The tax of a location's documents for a month, and what a tax invoice would lack (P9)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.month import Month
from app.models import Location, TaxRate
from app.queries.settings import setting
from app.rules.due_dates import invoice_date
from app.rules.vat import RateDate, VatRate, rate_for


@dataclass(slots=True)
class Tax:
    """The tax of a location's documents: None percent for one that is not registered."""

    percent: Decimal | None
    xero_type: str
    problems: list[str]


def tax_of(session: Session, location: Location, month: Month, approved_on: dt.date | None) -> Tax:
    """The location's VAT for a document of the month, and what is missing for a tax invoice (P9)."""
    if not location.vat_registered:
        return Tax(None, "NONE", [])
    problems = [kind for kind, value in (("seller_vat", location.vat_number), ("seller_address", location.address)) if not value.strip()]
    stored = session.scalars(select(TaxRate).where(TaxRate.country == location.country)).all()
    by = RateDate(setting(session, "vat.rate_date", RateDate.INVOICE_DATE.value))
    try:
        percent = rate_for(
            [VatRate(rate.valid_from, rate.percent, rate.withdrawn) for rate in stored], month, invoice_date(month, approved_on), by
        )
    except ValueError:
        return Tax(Decimal(0), "", [*problems, "no_tax"])
    used = next(
        rate for rate in sorted(stored, key=lambda rate: rate.valid_from, reverse=True) if rate.percent == percent and not rate.withdrawn
    )
    if not used.xero_tax_type:
        problems.append("no_tax_code")
    return Tax(percent, used.xero_tax_type, problems)
