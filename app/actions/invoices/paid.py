"""What pays an open invoice, in part or whole, and what takes that back. Shared by everything that brings money or credits it."""

from __future__ import annotations

from flask_babel import gettext as _

from app.actions.invoices.events import InvoicePaid
from app.core.errors import Refused
from app.core.money import plain
from app.models import Invoice
from app.models.invoice import InvoiceStatus
from app.work import Work

OPEN = (InvoiceStatus.SENT, InvoiceStatus.PART_PAID)


def pay(work: Work, invoice: Invoice, cents: int, *, field: str | None = None) -> None:
    """The invoice, locked, has so much less left. Raises Refused unless it is sent and has that much left to pay."""
    if invoice.status is InvoiceStatus.LOCKED:
        raise Refused(_("%(invoice)s is not sent yet: record the money when it is.", invoice=invoice), field=field)
    if invoice.status not in OPEN or cents > invoice.due_cents:
        raise Refused(_("%(invoice)s has %(left)s left to pay.", invoice=invoice, left=plain(invoice.due_cents)), field=field)
    invoice.paid_cents += cents
    Invoice.moves.move(invoice, "pay" if invoice.due_cents == 0 else "pay_partly")
    if invoice.status is InvoiceStatus.PAID:
        work.emit(InvoicePaid(invoice.id))


def close_credited(work: Work, invoice: Invoice) -> None:
    """A part was paid, and what was left is credited: nothing is owed any more."""
    if invoice.status in OPEN and invoice.due_cents <= 0:
        Invoice.moves.move(invoice, "pay")
        work.emit(InvoicePaid(invoice.id))


def take_back(invoice: Invoice, cents: int) -> None:
    """The opposite: so much is owed again, unless it was credited."""
    invoice.paid_cents -= cents
    if invoice.status is not InvoiceStatus.CREDITED and invoice.due_cents > 0:
        Invoice.moves.move(invoice, "owe_again" if invoice.paid_cents else "owe_all")
