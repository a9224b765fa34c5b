"""Xero's bank transactions: over-payments that come in, and money that is spent (contracts.md 2.5)."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

from app.core import clock
from app.sandbox.exchange import Answer, Request
from app.sandbox.state import State
from app.sandbox.xero.amounts import priced, totals
from app.sandbox.xero.banks import bank_of
from app.sandbox.xero.batch import each, envelope
from app.sandbox.xero.contacts import party
from app.sandbox.xero.dates import read, stamp, text, told
from app.sandbox.xero.gate import api
from app.sandbox.xero.overpayments import receive
from app.sandbox.xero.problems import Invalid, missing
from app.sandbox.xero.reading import listed
from app.sandbox.xero.tenants import everything, found, keep

Body = dict[str, Any]


@api("PUT", "/BankTransactions")
def create(state: State, request: Request, tenant: str) -> Answer:
    """Of all kinds these two: RECEIVE-OVERPAYMENT and SPEND."""

    def make(sent: Body) -> Body:
        act = KINDS.get(str(sent.get("Type")))
        if act is None:
            raise Invalid(f"The sandbox takes no bank transactions but these: {', '.join(sorted(KINDS))}")
        return act(state, tenant, sent)

    return each(state.store, request, "BankTransactions", make)


def spend(state: State, tenant: str, sent: Body) -> Body:
    """Lines say what it was spent on: here accounts without VAT."""
    bank = bank_of(state, tenant, sent)
    if sent.get("LineAmountTypes") != "NoTax":
        raise Invalid("The sandbox takes money spent without VAT alone: NoTax")
    lines = [_line(state, tenant, line) for line in sent.get("LineItems") or []]
    if not lines:
        raise Invalid("A bank transaction has one line item at least")
    sums = totals(lines, "NoTax")
    if sums["Total"] <= 0:
        raise Invalid("The amount must be more than zero")
    (books,) = everything(state.store, tenant, "Organisation")
    on, where = told(sent, "Date"), {name: bank[name] for name in ("AccountID", "Code", "Name")}
    body: Body = {
        "BankTransactionID": str(uuid.uuid4()),
        "Type": "SPEND",
        "Status": "AUTHORISED",
        "IsReconciled": False,
        "Reference": sent.get("Reference"),
    }
    body |= {"Contact": party(state.store, tenant, sent.get("Contact")), "BankAccount": where, "Date": on, "DateString": text(read(on))}
    body |= {"LineAmountTypes": "NoTax", "LineItems": lines, **sums, "CurrencyCode": books["BaseCurrency"]}
    return _kept(state, tenant, body)


KINDS = {"RECEIVE-OVERPAYMENT": receive, "SPEND": spend}


def _line(state: State, tenant: str, line: Body) -> Body:
    if not str(line.get("Description") or "").strip():
        raise Invalid("Description is required for each line item")
    if found(state.store, tenant, "Accounts", name=str(line.get("AccountCode") or "")) is None:
        raise Invalid(f"Account code '{line.get('AccountCode')}' is not a valid code for this document.")
    return {"LineItemID": str(uuid.uuid4()), **priced(line, percent=Decimal(0), mode="NoTax", places=2)}


def _kept(state: State, tenant: str, body: Body) -> Body:
    body["UpdatedDateUTC"] = stamp(clock.now().timestamp())
    keep(state.store, tenant, "BankTransactions", body["BankTransactionID"], body)
    return body


@api("POST", "/BankTransactions/{transaction}")
def change(state: State, request: Request, tenant: str, transaction: str) -> Answer:
    """{"Status": "DELETED"} takes money spent back, unless the bank's statement has it."""
    known = found(state.store, tenant, "BankTransactions", id=transaction)
    if known is None:
        return missing()

    def make(sent: Body) -> Body:
        if known["Type"] != "SPEND" or sent.get("Status") != "DELETED" or known["Status"] == "DELETED":
            raise Invalid("Bank transaction not of valid status for modification")
        if known["IsReconciled"]:
            raise Invalid("This bank transaction is reconciled with a bank statement line and cannot be deleted")
        return _kept(state, tenant, {**known, "Status": "DELETED"})

    return each(state.store, request, "BankTransactions", make)


@api("GET", "/BankTransactions")
def read_all(state: State, request: Request, tenant: str) -> Answer:
    return listed(state.store, request, tenant, "BankTransactions", lines_when_paged=True)


@api("GET", "/BankTransactions/{transaction}")
def read_one(state: State, request: Request, tenant: str, transaction: str) -> Answer:
    known = found(state.store, tenant, "BankTransactions", id=transaction)
    return envelope("BankTransactions", [known]) if known else missing()
