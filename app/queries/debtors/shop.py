"""Invoices of the shop among those that are owed."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists, or_

from app.models import Invoice, Purchase
from app.models.invoice import InvoiceKind
from app.models.purchase import PurchaseStatus

UNPAID = (PurchaseStatus.AWAITING_PAYMENT, PurchaseStatus.FAILED, PurchaseStatus.PAYMENT_UNKNOWN)


def is_chased() -> ColumnElement[bool]:
    """Not what nobody pays in the shop, which ends by itself; but what was paid, brought what it brings, and was taken back by a bank."""
    unpaid = exists().where(Purchase.invoice_id == Invoice.id, Purchase.status.in_(UNPAID))
    return or_(Invoice.kind != InvoiceKind.PURCHASE, ~unpaid)
