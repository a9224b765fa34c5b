"""What Foyer tells Xero and hears from it, as plain values. Amounts are cents, dates are local dates."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app.rules.reconcile import FactKind


@dataclass(frozen=True)
class LineForXero:
    """One line (P8): its net in cents with its own VAT in cents; Xero's arithmetic is checked, not used."""

    description: str
    unit_amount: int
    tax_type: str
    tax_amount: int
    account_code: str
    item_code: str | None = None
    tracking: tuple[tuple[str, str], ...] = ()
    quantity: int = 1


@dataclass(frozen=True)
class InvoiceForXero:
    """`number` is ours and unique; `contact_id` is Xero's."""

    number: str
    contact_id: str
    issued_on: dt.date
    due_on: dt.date
    currency: str
    reference: str
    lines: tuple[LineForXero, ...]


@dataclass(frozen=True)
class CreditNoteForXero:
    number: str
    contact_id: str
    issued_on: dt.date
    currency: str
    reference: str
    lines: tuple[LineForXero, ...]


@dataclass(frozen=True)
class PaymentForXero:
    """Cents above zero that paid an invoice of Xero's id, or went back out of a credit note or an over-payment. `reference` is ours and unique:
    it is looked up by it.
    """

    document_id: str
    amount: int
    on: dt.date
    account_code: str
    reference: str
    of: FactKind = FactKind.INVOICE


@dataclass(frozen=True)
class OverpaymentForXero:
    """Cents above zero that came into a bank account and pay no invoice yet. `reference` as of a payment."""

    contact_id: str
    amount: int
    on: dt.date
    account_code: str
    reference: str


@dataclass(frozen=True)
class SpendingForXero:
    """Cents above zero that left a bank account, of a customer's money that was held on the account `against`. `reference` as of a payment."""

    contact_id: str
    amount: int
    on: dt.date
    account_code: str
    against: str
    reference: str


@dataclass(frozen=True)
class ContactForXero:
    """`code` is the organisation's code here: Xero's ContactNumber."""

    code: str
    name: str
    email: str | None = None
    vat_number: str | None = None


@dataclass(frozen=True)
class ItemForXero:
    code: str
    name: str


@dataclass(frozen=True)
class XeroDocument:
    """An invoice or credit note as Xero holds it. `open` is what is still due, or still to be allocated."""

    xero_id: str
    number: str
    status: str
    net: int
    tax: int
    total: int
    open: int
    line_ids: tuple[str, ...]


@dataclass(frozen=True)
class XeroPayment:
    """A payment as Xero holds it, with the document that it is of; `status` is AUTHORISED or DELETED."""

    xero_id: str
    document_id: str
    amount: int
    on: dt.date
    reference: str
    status: str


@dataclass(frozen=True)
class XeroOverpayment:
    """Money of a customer that Xero holds as credit; `reference` is what its line says."""

    xero_id: str
    amount: int
    on: dt.date
    reference: str
    status: str


@dataclass(frozen=True)
class XeroSpending:
    """A bank transaction of money that went out; `status` is AUTHORISED or DELETED."""

    xero_id: str
    amount: int
    on: dt.date
    reference: str
    status: str


@dataclass(frozen=True)
class Allocated:
    """Cents of a credit note or an over-payment that are set against an invoice; all ids are Xero's, `xero_id` is empty where it tells none."""

    xero_id: str
    invoice_id: str
    amount: int


@dataclass(frozen=True)
class XeroFact:
    """A sales invoice, a credit note, an over-payment, a payment or money spent as it stands in the books. `of_xero_id` is the document of a payment, `number`
    the reference of money; `on_accounts` are the cents of what was spent, by account.
    """

    kind: FactKind
    xero_id: str
    number: str
    status: str
    total_cents: int
    open_cents: int
    dated: dt.date
    of_xero_id: str | None = None
    on_accounts: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Refusal:
    """One element of a batch that Xero did not take, in Xero's words."""

    number: str
    reason: str


@dataclass(frozen=True)
class XeroContact:
    xero_id: str
    name: str
    code: str | None
    active: bool
    email: str = ""
