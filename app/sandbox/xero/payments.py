"""Xero's payments of approved invoices."""

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
from app.sandbox.xero.documents import INVOICE, existing, save
from app.sandbox.xero.gate import api
from app.sandbox.xero.problems import Invalid, missing
from app.sandbox.xero.reading import listed
from app.sandbox.xero.tenants import found, keep

Body = dict[str, Any]


def _pay(state: State, tenant: str, sent: Body) -> Body:
    about = sent.get("Invoice") or {}
    invoice = existing(state.store, tenant, INVOICE, str(about.get("InvoiceID") or about.get("InvoiceNumber") or ""))
    if invoice is None:
        raise Invalid("The invoice could not be found")
    if invoice["Status"] != "AUTHORISED":
        raise Invalid("Payments can only be made against Authorised documents")
    where = sent.get("Account") or {}
    by_code = found(state.store, tenant, "Accounts", name=str(where.get("Code", "")))
    account = by_code or found(state.store, tenant, "Accounts", id=str(where.get("AccountID", "")))
    if account is None or not account["EnablePaymentsToAccount"]:
        raise Invalid("The account does not take payments")
    amount = money(number(sent, "Amount", "0") or Decimal(0))
    if amount <= 0 or amount > invoice["AmountDue"]:
        raise Invalid("Payment amount exceeds the amount outstanding on this document")
    body: Body = {"PaymentID": str(uuid.uuid4()), "Status": "AUTHORISED", "PaymentType": "ACCRECPAYMENT", "Amount": amount}
    body |= {"Date": told(sent, "Date"), "Reference": sent.get("Reference")}
    body |= {"Account": {"AccountID": account["AccountID"], "Code": account["Code"]}, "UpdatedDateUTC": stamp(clock.now().timestamp())}
    body["Invoice"] = {"InvoiceID": invoice["InvoiceID"], "InvoiceNumber": invoice["InvoiceNumber"]}
    invoice["AmountPaid"] += amount
    invoice["Payments"] = [*invoice.get("Payments", []), {"PaymentID": body["PaymentID"], "Amount": amount}]
    save(state.store, tenant, INVOICE, invoice)
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
        invoice = existing(state.store, tenant, INVOICE, known["Invoice"]["InvoiceID"])
        if invoice is None:
            raise Invalid("The invoice could not be found")
        invoice["AmountPaid"] -= known["Amount"]
        invoice["Payments"] = [paid for paid in invoice["Payments"] if paid["PaymentID"] != payment]
        save(state.store, tenant, INVOICE, invoice)
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
