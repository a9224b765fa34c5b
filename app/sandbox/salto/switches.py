"""Salto's control side: seats, how slowly news spreads, its limit, what it holds, and what comes from elsewhere."""

from __future__ import annotations

from typing import Any

from app.sandbox import faults
from app.sandbox.exchange import Answer, Request, Routes
from app.sandbox.salto import records
from app.sandbox.state import State
from app.sandbox.store import Store

routes = Routes("control")
DEFAULTS = {"seats": "500", "news_takes": "0", "calls_a_second": "10"}


def number(store: Store, name: str) -> float:
    """`seats`, `news_takes` (seconds until a new user is known everywhere), `calls_a_second` (0: no limit)."""
    return float(store.setting(f"salto_{name}", DEFAULTS[name]))


def card(state: State) -> dict[str, Any]:
    """What the index page shows."""
    people, groups = len(records.listed(state.store, "user")), len(records.listed(state.store, "group"))
    return {
        "name": "salto",
        "title": "Salto KS",
        "address": f"{state.url}/salto",
        "faults": faults.FAULTS["salto"],
        "example": "POST */users",
        "summary": f"{people} people, {groups} groups, {number(state.store, 'seats'):.0f} seats",
    }


@routes.on("GET", "/_control/salto")
def held(state: State, request: Request) -> Answer:
    """Users and groups with their members, without token or limit: what a test compares with."""
    return Answer.of({"users": records.listed(state.store, "user"), "groups": records.listed(state.store, "group")})


@routes.on("POST", "/_control/salto/settings")
def settle(state: State, request: Request) -> Answer:
    """{"seats", "news_takes", "calls_a_second"}, any of them."""
    sent = request.json()
    if unknown := sorted(set(sent) - set(DEFAULTS)):
        return Answer.of({"message": f"there is no setting {unknown[0]}"}, 400)
    for name, value in sent.items():
        state.store.set(f"salto_{name}", float(value))
    return Answer.of({"result": len(sent)})


@routes.on("POST", "/_control/salto/groups")
def gather(state: State, request: Request) -> Answer:
    """{"customer_reference"}: a group that somebody made at Salto."""
    made = {"id": records.new_id(), "customer_reference": str(request.json()["customer_reference"]), "members": []}
    records.keep(state.store, "group", made)
    return Answer.of({"result": made["id"]})


@routes.on("POST", "/_control/salto/forget-tokens")
def forget(state: State, request: Request) -> Answer:
    for each in records.listed(state.store, "token"):
        records.drop(state.store, "token", each["id"])
    return Answer.of({"result": "forgotten"})
