"""What Xero only shows: the organisation, its tax rates and accounts; and notes in the history of a document."""

from __future__ import annotations

from typing import Any

from app.core import clock
from app.sandbox.exchange import Answer, Request
from app.sandbox.state import State
from app.sandbox.xero.batch import each, envelope
from app.sandbox.xero.dates import stamp
from app.sandbox.xero.gate import api
from app.sandbox.xero.problems import Invalid, missing
from app.sandbox.xero.reading import listed
from app.sandbox.xero.tenants import everything, found, keep

Body = dict[str, Any]
WITH_HISTORY = {kind.lower(): kind for kind in ("Invoices", "CreditNotes", "Contacts", "Payments")}


@api("GET", "/Organisation")
def organisation(state: State, request: Request, tenant: str) -> Answer:
    return envelope("Organisations", everything(state.store, tenant, "Organisation"))


@api("GET", "/TaxRates")
def tax_rates(state: State, request: Request, tenant: str) -> Answer:
    return listed(state.store, request, tenant, "TaxRates")


@api("GET", "/Accounts")
def accounts(state: State, request: Request, tenant: str) -> Answer:
    return listed(state.store, request, tenant, "Accounts")


@api("PUT", "/{kind}/{document}/History")
def note(state: State, request: Request, tenant: str, kind: str, document: str) -> Answer:
    plural = WITH_HISTORY.get(kind.lower(), "")
    if not plural or found(state.store, tenant, plural, id=document) is None:
        return missing()
    kept = found(state.store, tenant, "History", id=document) or {"HistoryRecords": []}

    def make(sent: Body) -> Body:
        if not 1 <= len(str(sent.get("Details") or "")) <= 2500:
            raise Invalid("Details has 1 to 2500 characters")
        record = {"Details": sent["Details"], "Changes": "Note", "User": "Foyer", "DateUTC": stamp(clock.now().timestamp())}
        kept["HistoryRecords"].append(record)
        keep(state.store, tenant, "History", document, kept)
        return record

    return each(state.store, request, "HistoryRecords", make)


@api("GET", "/{kind}/{document}/History")
def history(state: State, request: Request, tenant: str, kind: str, document: str) -> Answer:
    kept = found(state.store, tenant, "History", id=document) or {"HistoryRecords": []}
    return envelope("HistoryRecords", kept["HistoryRecords"])
