"""What happens to an invoice once it is out, for who charges, fulfils and tells the books."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.events import Event


@dataclass(frozen=True)
class InvoiceApproved(Event):
    """It has its number, and is what it is."""

    invoice_id: int


@dataclass(frozen=True)
class InvoiceSent(Event):
    """Every delivery is decided: it may be paid from now on."""

    invoice_id: int


@dataclass(frozen=True)
class CreditNoteSent(Event):
    """The credit note that a month below zero became is out: what the month charged is paid by its credits (P12)."""

    credit_note_id: int


@dataclass(frozen=True)
class InvoicePaid(Event):
    """Nothing is left to pay, whatever paid it. It may be told again when what paid it was taken back and paid anew."""

    invoice_id: int
