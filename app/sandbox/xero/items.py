"""Xero's items: upserted by code."""

from __future__ import annotations

import uuid
from typing import Any

from app.core import clock
from app.sandbox.exchange import Answer, Request
from app.sandbox.state import State
from app.sandbox.xero.batch import each, envelope
from app.sandbox.xero.dates import stamp
from app.sandbox.xero.gate import api
from app.sandbox.xero.problems import Invalid, missing
from app.sandbox.xero.reading import listed
from app.sandbox.xero.tenants import found, keep

Body = dict[str, Any]
LONGEST = {"Code": 30, "Name": 50, "Description": 4000}


def _write(state: State, tenant: str, sent: Body, *, may_change: bool) -> Body:
    code = str(sent.get("Code") or "")
    if not code:
        raise Invalid("Code is required")
    for name, longest in LONGEST.items():
        if len(str(sent.get(name) or "")) > longest:
            raise Invalid(f"The {name} field must not exceed {longest} characters")
    account = (sent.get("SalesDetails") or {}).get("AccountCode")
    if account and not found(state.store, tenant, "Accounts", name=account):
        raise Invalid(f"Account code '{account}' is not a valid code for this document.")
    known = found(state.store, tenant, "Items", name=code)
    if known and not may_change:
        raise Invalid(f"Price List Item with Code '{code}' already exists")
    body = {**(known or {"ItemID": str(uuid.uuid4()), "IsSold": True, "IsPurchased": False}), **sent}
    body["UpdatedDateUTC"] = stamp(clock.now().timestamp())
    keep(state.store, tenant, "Items", body["ItemID"], body, name=code)
    return body


@api("PUT", "/Items")
def create(state: State, request: Request, tenant: str) -> Answer:
    return each(state.store, request, "Items", lambda sent: _write(state, tenant, sent, may_change=False))


@api("POST", "/Items")
def create_or_change(state: State, request: Request, tenant: str) -> Answer:
    return each(state.store, request, "Items", lambda sent: _write(state, tenant, sent, may_change=True))


@api("GET", "/Items")
def read_all(state: State, request: Request, tenant: str) -> Answer:
    return listed(state.store, request, tenant, "Items")


@api("GET", "/Items/{item}")
def read_one(state: State, request: Request, tenant: str, item: str) -> Answer:
    known = found(state.store, tenant, "Items", id=item) or found(state.store, tenant, "Items", name=item)
    return envelope("Items", [known]) if known else missing()
