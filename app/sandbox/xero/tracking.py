"""Xero's tracking categories and their options: two active categories at most."""

from __future__ import annotations

import uuid
from typing import Any

from app.sandbox.exchange import Answer, Request
from app.sandbox.state import State
from app.sandbox.xero.batch import each, envelope
from app.sandbox.xero.gate import api
from app.sandbox.xero.problems import Invalid, missing
from app.sandbox.xero.reading import listed
from app.sandbox.xero.tenants import everything, found, keep

Body = dict[str, Any]
MOST_CATEGORIES = 2


@api("GET", "/TrackingCategories")
def read_all(state: State, request: Request, tenant: str) -> Answer:
    return listed(state.store, request, tenant, "TrackingCategories")


@api("GET", "/TrackingCategories/{category}")
def read_one(state: State, request: Request, tenant: str, category: str) -> Answer:
    known = found(state.store, tenant, "TrackingCategories", id=category)
    return envelope("TrackingCategories", [known]) if known else missing()


@api("PUT", "/TrackingCategories")
def create(state: State, request: Request, tenant: str) -> Answer:
    def make(sent: Body) -> Body:
        name = _name(sent)
        if found(state.store, tenant, "TrackingCategories", name=name):
            raise Invalid(f"A tracking category named {name} exists already")
        if len(everything(state.store, tenant, "TrackingCategories")) >= MOST_CATEGORIES:
            raise Invalid("You already have the maximum number of active tracking categories")
        body: Body = {"TrackingCategoryID": str(uuid.uuid4()), "Name": name, "Status": "ACTIVE", "Options": []}
        keep(state.store, tenant, "TrackingCategories", body["TrackingCategoryID"], body, name=name)
        return body

    return each(state.store, request, "TrackingCategories", make)


@api("PUT", "/TrackingCategories/{category}/Options")
def add_option(state: State, request: Request, tenant: str, category: str) -> Answer:
    known = found(state.store, tenant, "TrackingCategories", id=category)
    if known is None:
        return missing()

    def make(sent: Body) -> Body:
        name = _name(sent)
        if any(option["Name"] == name for option in known["Options"]):
            raise Invalid(f"The tracking option {name} exists already")
        option = {"TrackingOptionID": str(uuid.uuid4()), "Name": name, "Status": "ACTIVE"}
        known["Options"].append(option)
        keep(state.store, tenant, "TrackingCategories", category, known, name=known["Name"])
        return option

    return each(state.store, request, "Options", make)


def _name(sent: Body) -> str:
    name = str(sent.get("Name") or "")
    if not 1 <= len(name) <= 100:
        raise Invalid("Name has 1 to 100 characters")
    return name
