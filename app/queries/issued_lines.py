"""The lines of a month's issued documents, as the next month's preview compares with them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.month import Month
from app.models import CreditNote, CreditNoteLine, Invoice, InvoiceLine
from app.models.invoice import InvoiceKind, InvoiceStatus
from app.queries.factors_json import factors_of
from app.rules.discounts import Factor


@dataclass(slots=True)
class IssuedLine:
    """A line of last month as the comparison wants it; `id` is of the license or recurring item."""

    kind: str
    id: int
    days: int
    of: int
    price: int
    role: str | None
    factors: tuple[Factor, ...]
    net: int


def issued_lines(session: Session, location_id: int, month: Month) -> dict[int, list[IssuedLine]]:
    """The lines of a month's issued documents by organisation; credits of a run count negative."""
    found: dict[int, list[IssuedLine]] = defaultdict(list)
    for line_model, owner, join, sign in (
        (InvoiceLine, Invoice, InvoiceLine.invoice_id == Invoice.id, 1),
        (CreditNoteLine, CreditNote, CreditNoteLine.credit_note_id == CreditNote.id, -1),
    ):
        line: Any = line_model
        query = (
            select(
                owner.organisation_id,
                line.kind,
                line.license_id,
                line.line_item_id,
                line.days,
                line.of_days,
                line.price_cents,
                line.role,
                line.factors,
                line.net_cents,
            )
            .join(owner, join)
            .where(owner.location_id == location_id, owner.month == month, _issued(owner))
        )
        for organisation_id, kind, license_id, item_id, days, of, price, role, factors, net in session.execute(query):
            found[organisation_id].append(
                IssuedLine(kind.value, license_id or item_id or 0, days or 1, of or 1, price or 0, role, factors_of(factors), sign * net)
            )
    return found


def _issued(owner: Any) -> Any:
    if owner is Invoice:
        return (Invoice.kind == InvoiceKind.MONTHLY) & (Invoice.status != InvoiceStatus.VOID)
    return CreditNote.run_id.is_not(None)
