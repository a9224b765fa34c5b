"""Xero's credit notes, and their allocation to invoices."""

from __future__ import annotations

from functools import partial
from typing import Any

from app.sandbox.exchange import Answer, Request
from app.sandbox.state import State
from app.sandbox.xero.allocations import allocate as set_against
from app.sandbox.xero.allocations import take_off
from app.sandbox.xero.batch import each, envelope
from app.sandbox.xero.documents import CREDIT_NOTE, existing, write
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
    return set_against(state, request, tenant, CREDIT_NOTE, note)


@api("DELETE", "/CreditNotes/{note}/Allocations/{allocation}")
def undo(state: State, request: Request, tenant: str, note: str, allocation: str) -> Answer:
    return take_off(state, tenant, CREDIT_NOTE, note, allocation)
