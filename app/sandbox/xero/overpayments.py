"""Xero's over-payments: they come in as bank transactions, are set against invoices, and never changed (contracts.md 2.5)."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

from app.sandbox.exchange import Answer, Request
from app.sandbox.state import State
from app.sandbox.xero.allocations import allocate, take_off
from app.sandbox.xero.amounts import money, number
from app.sandbox.xero.banks import bank_of
from app.sandbox.xero.batch import envelope
from app.sandbox.xero.contacts import party
from app.sandbox.xero.dates import read, text, told
from app.sandbox.xero.documents import OVERPAYMENT, existing, save
from app.sandbox.xero.gate import api
from app.sandbox.xero.problems import Invalid, missing
from app.sandbox.xero.reading import listed
from app.sandbox.xero.tenants import everything, keep

Body = dict[str, Any]


def receive(state: State, tenant: str, sent: Body) -> Body:
    """The reference is not kept: Xero has one for money spent and received alone."""
    bank = bank_of(state, tenant, sent)
    lines = sent.get("LineItems") or []
    if len(lines) != 1 or not str(lines[0].get("Description") or "").strip():
        raise Invalid("An overpayment has exactly one line item, with a description")
    amount = money((number(lines[0], "UnitAmount", "0") or Decimal(0)) * (number(lines[0], "Quantity", "1") or Decimal(0)))
    if amount <= 0:
        raise Invalid("The amount of an overpayment must be more than zero")
    (books,) = everything(state.store, tenant, "Organisation")
    on = told(sent, "Date")
    common: Body = {
        "Type": sent["Type"],
        "Contact": party(state.store, tenant, sent.get("Contact")),
        "Date": on,
        "DateString": text(read(on)),
        "LineAmountTypes": "NoTax",
    }
    line = {
        "LineItemID": str(uuid.uuid4()),
        "Description": lines[0]["Description"],
        "Quantity": 1,
        "UnitAmount": amount,
        "LineAmount": amount,
        "TaxType": "NONE",
        "TaxAmount": Decimal(0),
    }
    common |= {
        "LineItems": [line],
        "SubTotal": amount,
        "TotalTax": Decimal(0),
        "Total": amount,
        "CurrencyCode": books["BaseCurrency"],
        "Status": "AUTHORISED",
    }
    over = {
        **common,
        "OverpaymentID": str(uuid.uuid4()),
        "Allocations": [],
        "Payments": [],
        "AmountPaid": Decimal(0),
        "AmountCredited": Decimal(0),
    }
    save(state.store, tenant, OVERPAYMENT, over)
    where = {name: bank[name] for name in ("AccountID", "Code", "Name")}
    body = {
        **common,
        "BankTransactionID": str(uuid.uuid4()),
        "OverpaymentID": over["OverpaymentID"],
        "BankAccount": where,
        "IsReconciled": False,
    }
    keep(state.store, tenant, "BankTransactions", body["BankTransactionID"], body)
    return body


@api("GET", "/Overpayments")
def read_all(state: State, request: Request, tenant: str) -> Answer:
    return listed(state.store, request, tenant, "Overpayments", lines_when_paged=True)


@api("GET", "/Overpayments/{over}")
def read_one(state: State, request: Request, tenant: str, over: str) -> Answer:
    known = existing(state.store, tenant, OVERPAYMENT, over)
    return envelope("Overpayments", [known]) if known else missing()


@api("PUT", "/Overpayments/{over}/Allocations")
def use(state: State, request: Request, tenant: str, over: str) -> Answer:
    return allocate(state, request, tenant, OVERPAYMENT, over)


@api("DELETE", "/Overpayments/{over}/Allocations/{allocation}")
def undo(state: State, request: Request, tenant: str, over: str, allocation: str) -> Answer:
    return take_off(state, tenant, OVERPAYMENT, over, allocation)
