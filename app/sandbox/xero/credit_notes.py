"""Xero's credit notes, and their allocation to invoices."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Any

from app.sandbox.exchange import Answer, Request
from app.sandbox.state import State
from app.sandbox.xero.amounts import money, number
from app.sandbox.xero.batch import each, envelope
from app.sandbox.xero.dates import told
from app.sandbox.xero.documents import CREDIT_NOTE, INVOICE, existing, save, write
from app.sandbox.xero.gate import api
from app.sandbox.xero.invoices import decimals
from app.sandbox.xero.problems import Invalid, missing
from app.sandbox.xero.reading import listed

Body = dict[str, Any]


def _write(state: State, tenant: str, request: Request, before: Body | None, sent: Body) -> Body:
    if any(line.get("DiscountRate") or line.get("DiscountAmount") for line in sent.get("LineItems") or []):
        raise Invalid("Discounts are not allowed on credit notes")
    return write(state.store, tenant, CREDIT_NOTE, sent, before=before, places=decimals(request))


@api("PUT", "/CreditNotes")
def create(state: State, request: Request, tenant: str) -> Answer:
    return each(state.store, request, "CreditNotes", partial(_write, state, tenant, request, None))


@api("POST", "/CreditNotes")
def create_or_change(state: State, request: Request, tenant: str) -> Answer:
    def make(sent: Body) -> Body:
        known = existing(state.store, tenant, CREDIT_NOTE, str(sent.get("CreditNoteID") or sent.get("CreditNoteNumber") or ""))
        return _write(state, tenant, request, known, sent)

    return each(state.store, request, "CreditNotes", make)


@api("POST", "/CreditNotes/{note}")
def change(state: State, request: Request, tenant: str, note: str) -> Answer:
    known = existing(state.store, tenant, CREDIT_NOTE, note)
    if known is None:
        return missing()
    return each(state.store, request, "CreditNotes", partial(_write, state, tenant, request, known))


@api("GET", "/CreditNotes")
def read_all(state: State, request: Request, tenant: str) -> Answer:
    return listed(state.store, request, tenant, "CreditNotes", lines_when_paged=True)


@api("GET", "/CreditNotes/{note}")
def read_one(state: State, request: Request, tenant: str, note: str) -> Answer:
    known = existing(state.store, tenant, CREDIT_NOTE, note)
    return envelope("CreditNotes", [known]) if known else missing()


@api("PUT", "/CreditNotes/{note}/Allocations")
def allocate(state: State, request: Request, tenant: str, note: str) -> Answer:
    """Set a credit note against an invoice of the same contact."""

    def make(sent: Body) -> Body:
        credit = existing(state.store, tenant, CREDIT_NOTE, note)
        invoice = existing(state.store, tenant, INVOICE, str((sent.get("Invoice") or {}).get("InvoiceID", "")))
        amount = money(number(sent, "Amount", "0") or Decimal(0))
        if credit is None or invoice is None or credit["Contact"]["ContactID"] != invoice["Contact"]["ContactID"]:
            raise Invalid("The invoice could not be found for the contact of this credit note")
        if credit["Status"] != "AUTHORISED" or invoice["Status"] != "AUTHORISED":
            raise Invalid("Both documents must be approved and unpaid")
        if amount <= 0 or amount > credit["RemainingCredit"] or amount > invoice["AmountDue"]:
            raise Invalid("The amount is more than remains on the credit note or is due on the invoice")
        applied = {
            "Amount": amount,
            "Date": told(sent, "Date"),
            "Invoice": {"InvoiceID": invoice["InvoiceID"], "InvoiceNumber": invoice["InvoiceNumber"]},
        }
        credit["Allocations"] = [*credit.get("Allocations", []), applied]
        for kind, document in ((CREDIT_NOTE, credit), (INVOICE, invoice)):
            document["AmountCredited"] += amount
            save(state.store, tenant, kind, document)
        return applied

    if existing(state.store, tenant, CREDIT_NOTE, note) is None:
        return missing()
    return each(state.store, request, "Allocations", make)
