"""Xero's invoices: create, change, read, PDF, e-mail."""

from __future__ import annotations

from functools import partial
from typing import Any

from app.sandbox.exchange import Answer, Request
from app.sandbox.state import State
from app.sandbox.xero.batch import each, envelope
from app.sandbox.xero.documents import INVOICE, existing, save, write
from app.sandbox.xero.gate import api
from app.sandbox.xero.pdf import drawn
from app.sandbox.xero.problems import Invalid, missing
from app.sandbox.xero.reading import listed

Body = dict[str, Any]


@api("PUT", "/Invoices")
def create(state: State, request: Request, tenant: str) -> Answer:
    return each(state.store, request, "Invoices", partial(write, state.store, tenant, INVOICE, before=None, places=decimals(request)))


@api("POST", "/Invoices")
def create_or_change(state: State, request: Request, tenant: str) -> Answer:
    """An element that names a known id or number changes it."""

    def make(sent: Body) -> Body:
        known = existing(state.store, tenant, INVOICE, str(sent.get("InvoiceID") or sent.get("InvoiceNumber") or ""))
        if sent.get("InvoiceID") and known is None:
            raise Invalid("The invoice could not be found")
        return write(state.store, tenant, INVOICE, sent, before=known, places=decimals(request))

    return each(state.store, request, "Invoices", make)


@api("POST", "/Invoices/{invoice}")
def change(state: State, request: Request, tenant: str, invoice: str) -> Answer:
    known = existing(state.store, tenant, INVOICE, invoice)
    if known is None:
        return missing()
    return each(state.store, request, "Invoices", partial(write, state.store, tenant, INVOICE, before=known, places=decimals(request)))


@api("GET", "/Invoices")
def read_all(state: State, request: Request, tenant: str) -> Answer:
    return listed(state.store, request, tenant, "Invoices", lines_when_paged=True)


@api("GET", "/Invoices/{invoice}")
def read_one(state: State, request: Request, tenant: str, invoice: str) -> Answer:
    """By id or number; as PDF when the caller accepts one."""
    known = existing(state.store, tenant, INVOICE, invoice)
    if known is None:
        return missing()
    if "pdf" in request.headers.get("accept", ""):
        return Answer(200, drawn(known), "application/pdf")
    return envelope("Invoices", [known])


@api("POST", "/Invoices/{invoice}/Email")
def email(state: State, request: Request, tenant: str, invoice: str) -> Answer:
    known = existing(state.store, tenant, INVOICE, invoice)
    if known is None:
        return missing()
    if known["Type"] != "ACCREC" or known["Status"] not in ("SUBMITTED", "AUTHORISED", "PAID"):
        raise Invalid("Invoice not of valid status for sending")
    if not known["Contact"].get("EmailAddress"):
        raise Invalid("The contact has no email address")
    save(state.store, tenant, INVOICE, {**known, "SentToContact": True})
    return Answer(204)


def decimals(request: Request) -> int:
    """Places of a unit amount: two, unless the caller asks for four."""
    return 4 if request.query.get("unitdp") == "4" else 2
