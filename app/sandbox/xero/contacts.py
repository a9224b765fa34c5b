"""Xero's contacts: names are unique among the active ones, ContactNumber is ours."""

from __future__ import annotations

import uuid
from functools import partial
from typing import Any

from app.core import clock
from app.sandbox.exchange import Answer, Request
from app.sandbox.state import State
from app.sandbox.store import Store
from app.sandbox.xero.batch import each, envelope
from app.sandbox.xero.dates import stamp
from app.sandbox.xero.gate import api
from app.sandbox.xero.problems import Invalid, missing
from app.sandbox.xero.reading import listed
from app.sandbox.xero.tenants import found, keep

Body = dict[str, Any]
LONGEST = {"Name": 255, "ContactNumber": 50, "AccountNumber": 50, "EmailAddress": 255, "TaxNumber": 50}
SETTABLE = (*LONGEST, "FirstName", "LastName", "ContactStatus", "ContactPersons", "Addresses", "Phones", "DefaultCurrency")


@api("PUT", "/Contacts")
def create(state: State, request: Request, tenant: str) -> Answer:
    return each(state.store, request, "Contacts", partial(write, state.store, tenant, before=None))


@api("POST", "/Contacts")
def create_or_change(state: State, request: Request, tenant: str) -> Answer:
    def make(sent: Body) -> Body:
        return write(state.store, tenant, sent, before=_match(state.store, tenant, sent))

    return each(state.store, request, "Contacts", make)


@api("POST", "/Contacts/{contact}")
def change(state: State, request: Request, tenant: str, contact: str) -> Answer:
    known = _match(state.store, tenant, {"ContactID": contact})
    if known is None:
        return missing()
    return each(state.store, request, "Contacts", partial(write, state.store, tenant, before=known))


@api("GET", "/Contacts")
def read_all(state: State, request: Request, tenant: str) -> Answer:
    return listed(state.store, request, tenant, "Contacts")


@api("GET", "/Contacts/{contact}")
def read_one(state: State, request: Request, tenant: str, contact: str) -> Answer:
    """By id or by ContactNumber."""
    known = _match(state.store, tenant, {"ContactID": contact}) or found(state.store, tenant, "Contacts", code=contact)
    return envelope("Contacts", [known]) if known else missing()


def write(store: Store, tenant: str, sent: Body, *, before: Body | None) -> Body:
    body: Body = {**(before or {"ContactID": str(uuid.uuid4()), "ContactStatus": "ACTIVE"})}
    body |= {name: sent[name] for name in SETTABLE if sent.get(name) is not None}
    if not str(body.get("Name") or "").strip():
        raise Invalid("The Contact Name must be specified.")
    for name, longest in LONGEST.items():
        if len(str(body.get(name) or "")) > longest:
            raise Invalid(f"The {name} field must not exceed {longest} characters")
    email = str(body.get("EmailAddress") or "")
    if email and ("@" not in email or not email.isascii() or " " in email):
        raise Invalid("Email address must be valid.")
    _unique(store, tenant, body)
    body["UpdatedDateUTC"] = stamp(clock.now().timestamp())
    active = body["ContactStatus"] == "ACTIVE"
    keep(
        store, tenant, "Contacts", body["ContactID"], body, name=body["Name"].casefold() if active else None, code=body.get("ContactNumber")
    )
    return body


def party(store: Store, tenant: str, wanted: Body | None) -> Body:
    """The contact of a document; a name that nobody has makes a new one. Raises Invalid."""
    if not wanted:
        raise Invalid("A Contact must be specified for this type of transaction")
    known = _match(store, tenant, wanted)
    if known is None and wanted.get("ContactID"):
        raise Invalid("The contact could not be found")
    known = known or write(store, tenant, wanted, before=None)
    if known["ContactStatus"] != "ACTIVE":
        raise Invalid("The contact is archived")
    return {name: known[name] for name in ("ContactID", "Name", "ContactNumber", "EmailAddress") if name in known}


def _match(store: Store, tenant: str, wanted: Body) -> Body | None:
    if wanted.get("ContactID"):
        return found(store, tenant, "Contacts", id=wanted["ContactID"])
    by_code = found(store, tenant, "Contacts", code=wanted["ContactNumber"]) if wanted.get("ContactNumber") else None
    return by_code or found(store, tenant, "Contacts", name=str(wanted.get("Name") or "").casefold())


def _unique(store: Store, tenant: str, body: Body) -> None:
    same = found(store, tenant, "Contacts", name=body["Name"].casefold())
    if same and same["ContactID"] != body["ContactID"] and body["ContactStatus"] == "ACTIVE":
        text = f"The contact name {body['Name']} is already assigned to another contact."
        raise Invalid(f"{text} The contact name must be unique across all active contacts.")
    code = body.get("ContactNumber")
    same = found(store, tenant, "Contacts", code=code) if code else None
    if same and same["ContactID"] != body["ContactID"]:
        raise Invalid(f"The Contact Number {code} is already assigned to another contact.")
