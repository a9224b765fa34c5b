"""Xero's payments: of approved invoices, and what goes back out of credit notes and over-payments."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

from app.core import clock
from app.sandbox.exchange import Answer, Request
from app.sandbox.state import State
from app.sandbox.xero.amounts import money, number
from app.sandbox.xero.batch import each, envelope
from app.sandbox.xero.dates import stamp, told
from app.sandbox.xero.documents import CREDIT_NOTE, INVOICE, OVERPAYMENT, existing, save
from app.sandbox.xero.gate import api
from app.sandbox.xero.problems import Invalid, missing
from app.sandbox.xero.reading import listed
from app.sandbox.xero.tenants import account, found, keep

Body = dict[str, Any]


OF = {
    "Invoice": (INVOICE, "ACCRECPAYMENT", "ACCREC"),
    "CreditNote": (CREDIT_NOTE, "ARCREDITPAYMENT", "ACCRECCREDIT"),
    "Overpayment": (OVERPAYMENT, "AROVERPAYMENTPAYMENT", "AROVERPAYMENT"),
}


def _pay(state: State, tenant: str, sent: Body) -> Body:
    """Money in for an invoice, or back out of a credit note or an over-payment. Whatever it is of, Xero tells of it as Invoice."""
    name = next((one for one in OF if sent.get(one)), "Invoice")
    kind, payment_type, type_there = OF[name]
    about = sent.get(name) or {}
    document = existing(state.store, tenant, kind, str(about.get(kind.id) or about.get(kind.number) or ""))
    if document is None:
        raise Invalid(f"The {kind.title.lower()} could not be found")
    if document["Status"] != "AUTHORISED":
        raise Invalid("Payments can only be made against Authorised documents")
    where = account(state.store, tenant, sent.get("Account") or {})
    if where is None or not where["EnablePaymentsToAccount"]:
        raise Invalid("The account does not take payments")
    amount = money(number(sent, "Amount", "0") or Decimal(0))
    if amount <= 0 or amount > document["AmountDue" if kind is INVOICE else "RemainingCredit"]:
        raise Invalid("Payment amount exceeds the amount outstanding on this document")
    body: Body = {
        "PaymentID": str(uuid.uuid4()),
        "Status": "AUTHORISED",
        "PaymentType": payment_type,
        "Amount": amount,
        "IsReconciled": False,
    }
    body |= {"Date": told(sent, "Date"), "Reference": sent.get("Reference")}
    body |= {"Account": {"AccountID": where["AccountID"], "Code": where["Code"]}, "UpdatedDateUTC": stamp(clock.now().timestamp())}
    body["Invoice"] = {"Type": type_there, "InvoiceID": document[kind.id], "InvoiceNumber": document[kind.number]}
    document["AmountPaid"] += amount
    document["Payments"] = [*document.get("Payments", []), {"PaymentID": body["PaymentID"], "Amount": amount}]
    save(state.store, tenant, kind, document)
    keep(state.store, tenant, "Payments", body["PaymentID"], body)
    return body


@api("PUT", "/Payments")
def create(state: State, request: Request, tenant: str) -> Answer:
    return each(state.store, request, "Payments", lambda sent: _pay(state, tenant, sent))


@api("POST", "/Payments")
def create_one(state: State, request: Request, tenant: str) -> Answer:
    return each(state.store, request, "Payments", lambda sent: _pay(state, tenant, sent))


@api("POST", "/Payments/{payment}")
def delete(state: State, request: Request, tenant: str, payment: str) -> Answer:
    """{"Status": "DELETED"} takes a payment back."""
    known = found(state.store, tenant, "Payments", id=payment)
    if known is None:
        return missing()

    def make(sent: Body) -> Body:
        if sent.get("Status") != "DELETED" or known["Status"] == "DELETED":
            raise Invalid("Payment not of valid status for modification")
        if known["IsReconciled"]:
            raise Invalid("This payment is reconciled with a bank statement line and cannot be deleted")
        kind = next(one for one, payment_type, _type in OF.values() if payment_type == known["PaymentType"])
        document = existing(state.store, tenant, kind, known["Invoice"]["InvoiceID"])
        if document is None:
            raise Invalid(f"The {kind.title.lower()} could not be found")
        document["AmountPaid"] -= known["Amount"]
        document["Payments"] = [paid for paid in document["Payments"] if paid["PaymentID"] != payment]
        save(state.store, tenant, kind, document)
        body = {**known, "Status": "DELETED", "UpdatedDateUTC": stamp(clock.now().timestamp())}
        keep(state.store, tenant, "Payments", payment, body)
        return body

    return each(state.store, request, "Payments", make)


@api("GET", "/Payments")
def read_all(state: State, request: Request, tenant: str) -> Answer:
    return listed(state.store, request, tenant, "Payments")


@api("GET", "/Payments/{payment}")
def read_one(state: State, request: Request, tenant: str, payment: str) -> Answer:
    known = found(state.store, tenant, "Payments", id=payment)
    return envelope("Payments", [known]) if known else missing()
