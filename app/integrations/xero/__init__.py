"""Xero: the books of a company, as far as Foyer writes to them (contracts.md section 2, rule I6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from app.integrations.errors import GiveUp
from app.integrations.xero.company import Tokens, XeroAccount, XeroConnection, XeroTaxRate
from app.integrations.xero.values import (
    Allocated,
    ContactForXero,
    CreditNoteForXero,
    InvoiceForXero,
    ItemForXero,
    LineForXero,
    OverpaymentForXero,
    PaymentForXero,
    Refusal,
    SpendingForXero,
    XeroContact,
    XeroDocument,
    XeroFact,
    XeroOverpayment,
    XeroPayment,
    XeroSpending,
)
from app.rules.reconcile import FactKind

MOST_AT_ONCE = 50


class Reconnect(GiveUp):
    """Xero has forgotten the connection: a person has to connect again."""


class TokenRefused(GiveUp):
    """Xero did not take the access token, and did nothing; where the token could be renewed, not the new one either."""


class XeroDoor(Protocol):
    """How a company is connected."""

    def consent_address(self, *, redirect_uri: str, state: str) -> str:
        """Where to send the person who connects."""

    def tokens_for(self, code: str, *, redirect_uri: str) -> Tokens:
        """The first tokens, for the code that came back."""

    def refreshed(self, tokens: Tokens) -> Tokens:
        """New tokens for old ones, which end with this call. Raises Reconnect."""


class Xero(Protocol):
    """One company's books. Each method raises Retry, GiveUp, or (when it writes) Unknown; `key` makes a repeated write harmless."""

    def refresh(self, *, force: bool = False) -> Tokens:
        """Renew the tokens if less than ten minutes remain, and store them. Call it under the connection's lock."""

    def connections(self) -> list[XeroConnection]: ...

    def tax_rates(self) -> list[XeroTaxRate]: ...

    def accounts(self) -> list[XeroAccount]: ...

    def currency(self) -> str:
        """The company's own currency."""

    def create_invoices(self, invoices: Sequence[InvoiceForXero], *, key: str) -> list[XeroDocument | Refusal]:
        """As drafts, at most 50, answered in the same order."""

    def find_invoices(self, numbers: Iterable[str]) -> dict[str, XeroDocument]: ...

    def authorise_invoices(self, xero_ids: Sequence[str], *, key: str) -> list[XeroDocument | Refusal]: ...

    def void_invoice(self, xero_id: str, *, key: str, is_draft: bool = False) -> XeroDocument | Refusal:
        """An authorised one is voided, a draft deleted: Xero allows neither the other way round."""

    def create_credit_notes(self, notes: Sequence[CreditNoteForXero], *, key: str) -> list[XeroDocument | Refusal]: ...

    def find_credit_notes(self, numbers: Iterable[str]) -> dict[str, XeroDocument]: ...

    def authorise_credit_notes(self, xero_ids: Sequence[str], *, key: str) -> list[XeroDocument | Refusal]: ...

    def allocate_credit(self, kind: FactKind, credit_id: str, invoice_id: str, *, amount: int, on: dt.date, key: str) -> str:
        """Set a credit note or an over-payment against an invoice; the allocation's id, empty where Xero does not tell it."""

    def allocated(self, kind: FactKind, credit_id: str) -> list[Allocated]:
        """What a credit note or an over-payment is set against."""

    def undo_allocation(self, kind: FactKind, credit_id: str, allocation_id: str) -> None:
        """Take it off its invoice; again changes nothing."""

    def record_payments(self, payments: Sequence[PaymentForXero], *, key: str) -> list[XeroPayment | Refusal]:
        """At most 50, answered in the same order."""

    def find_payments(self, references: Iterable[str], *, since: dt.datetime) -> dict[str, XeroPayment]:
        """Those that stand, by our references, of what was made or changed after that instant."""

    def remove_payment(self, xero_id: str, *, key: str) -> None:
        """Take a payment out; again changes nothing. GiveUp where Xero will not, with what to do when it is reconciled with the bank."""

    def record_overpayments(self, overpayments: Sequence[OverpaymentForXero], *, key: str) -> list[XeroOverpayment | Refusal]:
        """At most 50, answered in the same order."""

    def find_overpayments(self, references: Iterable[str], *, since: dt.datetime) -> dict[str, XeroOverpayment]:
        """As of payments."""

    def record_spending(self, spent: Sequence[SpendingForXero], *, key: str) -> list[XeroSpending | Refusal]:
        """At most 50, answered in the same order."""

    def find_spending(self, references: Iterable[str], *, since: dt.datetime) -> dict[str, XeroSpending]:
        """As of payments."""

    def remove_spending(self, xero_id: str, *, key: str) -> None:
        """As of a payment."""

    def changed(self, kind: FactKind, since: dt.datetime | None) -> Iterator[list[XeroFact]]:
        """What changed after that instant, or all there is, some at a time."""

    def contacts(self) -> list[XeroContact]:
        """All that are active."""

    def items(self) -> list[ItemForXero]:
        """The price list."""

    def find_contacts(self, codes: Iterable[str]) -> dict[str, XeroContact]:
        """By our codes."""

    def create_contacts(self, contacts: Sequence[ContactForXero], *, key: str) -> list[XeroContact | Refusal]:
        """At most 50, answered in the same order. A Refusal where another active contact has the name: whether they are the same is for a person to say."""

    def change_contact(self, xero_id: str, contact: ContactForXero, *, key: str) -> XeroContact:
        """The same contact with another name, address or VAT number."""

    def adopt_contact(self, xero_id: str, code: str, *, key: str) -> XeroContact:
        """Give a contact that Xero has already our code."""

    def change_contact_mail(self, xero_id: str, email: str, *, key: str) -> XeroContact:
        """Where Xero itself would write to; empty: nowhere. The name stays, because every invoice there shows it."""

    def ensure_items(self, items: Iterable[ItemForXero], *, key: str) -> None: ...

    def ensure_tracking_option(self, category: str, option: str, *, key: str) -> None: ...


__all__ = [
    "MOST_AT_ONCE",
    "Allocated",
    "ContactForXero",
    "CreditNoteForXero",
    "InvoiceForXero",
    "ItemForXero",
    "LineForXero",
    "OverpaymentForXero",
    "PaymentForXero",
    "Reconnect",
    "Refusal",
    "SpendingForXero",
    "TokenRefused",
    "Tokens",
    "Xero",
    "XeroAccount",
    "XeroConnection",
    "XeroContact",
    "XeroDocument",
    "XeroDoor",
    "XeroFact",
    "XeroOverpayment",
    "XeroPayment",
    "XeroSpending",
    "XeroTaxRate",
]
