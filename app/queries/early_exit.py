"""What a license that ends before its commitment was given too much: the proposal of a charge (P7)."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Invoice, InvoiceLine, License, Location
from app.models.document_line import LineKind
from app.models.invoice import InvoiceStatus
from app.queries.billing_terms import policy_of
from app.queries.factors_json import factors_of
from app.rules.commitment import months_later
from app.rules.early_exit import claw_back
from app.rules.lines import LineKind as PricedKind
from app.rules.lines import PricedLine


class EarlyExit(NamedTuple):
    """The commitment's last day, and the discount that was given for it, in cents, VAT exclusive."""

    committed_until: dt.date
    net: int


def early_exit(session: Session, license: License) -> EarlyExit | None:
    """None when it keeps its commitment, or was never billed with a discount for it."""
    if license.ends_on is None or not license.commitment_months:
        return None
    until = months_later(license.commitment_start or license.starts_on, license.commitment_months) - dt.timedelta(days=1)
    if license.ends_on >= until:
        return None
    location = session.get_one(Location, license.location_id)
    found = claw_back(_issued(session, license), policy_of(location))
    return EarlyExit(until, found.net) if found.net > 0 else None


def _issued(session: Session, license: License) -> list[PricedLine]:
    query = (
        select(InvoiceLine)
        .join(Invoice)
        .where(InvoiceLine.license_id == license.id, InvoiceLine.kind == LineKind.LICENSE, Invoice.status != InvoiceStatus.VOID)
    )
    return [
        PricedLine(
            PricedKind.LICENSE,
            license.id,
            license.code,
            line.starts_on or license.starts_on,
            line.ends_on or license.starts_on,
            line.days or 1,
            line.of_days or 1,
            line.price_cents or 0,
            None,
            factors_of(line.factors),
            line.net_cents,
            line.before_days,
        )
        for line in session.scalars(query)
    ]
