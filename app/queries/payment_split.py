"""What a payment that is being typed would pay: every open invoice of its organisation, with its part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.scope import narrowed
from app.models import Invoice
from app.queries.organisation_figures import OWED
from app.rules.allocation import Owed, allocated


@dataclass(frozen=True, slots=True)
class SplitRow:
    """`part` of the cents that are left to pay of an invoice."""

    invoice: Invoice
    part: int

    @property
    def left(self) -> int:
        return self.invoice.due_cents - self.part


@dataclass(frozen=True, slots=True)
class Split:
    """Rows in the order of their due dates, and what stays the customer's credit: below zero where the parts are more than the payment."""

    rows: tuple[SplitRow, ...]
    credit_cents: int
    currency: str


def open_invoices_of(session: Session, organisation_id: int, *, by: Actor) -> list[Invoice]:
    """Those that may be paid now, the longest due first."""
    query = select(Invoice).where(Invoice.organisation_id == organisation_id, Invoice.status.in_(OWED)).order_by(Invoice.due_on, Invoice.id)
    found = session.scalars(narrowed(query, by, Invoice))
    return [invoice for invoice in found if invoice.due_cents > 0]


def split_of(invoices: list[Invoice], cents: int, parts: Mapping[int, int] | None, currency: str) -> Split:
    """By the house's rule, or as `parts` says: cents by invoice."""
    if parts is not None:
        return Split(tuple(SplitRow(each, parts.get(each.id, 0)) for each in invoices), cents - sum(parts.values()), currency)
    if cents <= 0:
        return Split(tuple(SplitRow(each, 0) for each in invoices), 0, currency)
    found = allocated(cents, (Owed(each.id, each.due_on, each.due_cents) for each in invoices))
    paid = dict(found.parts)
    return Split(tuple(SplitRow(each, paid.get(each.id, 0)) for each in invoices), found.credit_cents, currency)
