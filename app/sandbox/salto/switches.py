"""Salto's control side: seats, how slowly news spreads, its limit, what it holds, and what comes from elsewhere."""

from __future__ import annotations

from typing import Any

from app.sandbox import faults
from app.sandbox.exchange import Answer, Request, Routes
from app.sandbox.salto import records
from app.sandbox.state import State
from app.sandbox.store import Store

routes = Routes("control")
DEFAULTS = {"seats": "500", "news_takes": "0", "calls_a_second": "10", "refresh_grace": "60"}


def number(store: Store, name: str) -> float:
    """`seats`, `news_takes` (seconds until a new user is known everywhere), `calls_a_second` (0: no limit), `refresh_grace` (seconds
    that a spent refresh token still works).
    """
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
    """Users, groups with their members and locks, locks, tags and entries, without token or limit: what a test compares with."""
    kinds = {"users": "user", "groups": "group", "locks": "lock", "tags": "tag", "entries": "entry"}
    return Answer.of({name: records.listed(state.store, kind) for name, kind in kinds.items()})


@routes.on("POST", "/_control/salto/settings")
def settle(state: State, request: Request) -> Answer:
    """{"seats", "news_takes", "calls_a_second", "refresh_grace"}, any of them."""
    sent = request.json()
    if unknown := sorted(set(sent) - set(DEFAULTS)):
        return Answer.of({"message": f"there is no setting {unknown[0]}"}, 400)
    for name, value in sent.items():
        state.store.set(f"salto_{name}", float(value))
    return Answer.of({"result": len(sent)})


@routes.on("POST", "/_control/salto/groups")
def gather(state: State, request: Request) -> Answer:
    """{"customer_reference"}: a group that somebody made at Salto."""
    return _made(state, "group", {"customer_reference": str(request.json()["customer_reference"]), "members": []})


@routes.on("POST", "/_control/salto/locks")
def hang(state: State, request: Request) -> Answer:
    """{"customer_reference"}: a door gets a lock."""
    return _made(state, "lock", {"customer_reference": str(request.json()["customer_reference"])})


@routes.on("POST", "/_control/salto/tags")
def hand_over(state: State, request: Request) -> Answer:
    """{"tag_number"}: a fob comes out of its box."""
    return _made(state, "tag", {"tag_number": str(request.json()["tag_number"])})


@routes.on("POST", "/_control/salto/entries")
def stand_at(state: State, request: Request) -> Answer:
    """{"user_id": platform id, "lock": name, "at": ISO instant, "entry_type"}: somebody at a door."""
    sent = request.json()
    lock = {"id": records.new_id(), "customer_reference": str(sent["lock"])}
    told = {
        "utc_date_time": str(sent["at"]),
        "user": {"id": str(sent["user_id"])},
        "lock": lock,
        "entry_type": str(sent.get("entry_type", "opened")),
    }
    return _made(state, "entry", told)


def _made(state: State, kind: str, record: dict[str, Any]) -> Answer:
    made = {"id": records.new_id(), **record}
    records.keep(state.store, kind, made)
    return Answer.of({"result": made["id"]})
