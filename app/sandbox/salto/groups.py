"""Access groups and who is in them, by the platform's id."""

from __future__ import annotations

from typing import Any

from app.sandbox.exchange import Answer, Request
from app.sandbox.salto import records
from app.sandbox.salto.gate import at, refused
from app.sandbox.salto.people import is_news, paged
from app.sandbox.state import State
from app.sandbox.store import Store


@at("GET", "access_groups")
def listed(state: State, request: Request) -> Answer:
    return paged(
        state,
        request,
        [{"id": each["id"], "customer_reference": each["customer_reference"]} for each in records.listed(state.store, "group")],
    )


@at("POST", "access_groups")
def create(state: State, request: Request) -> Answer:
    name = request.json().get("customer_reference")
    if not name:
        return refused(400, "1101", "The field customer_reference is required.")
    made = {"id": records.new_id(), "customer_reference": str(name), "members": []}
    records.keep(state.store, "group", made)
    return Answer.of({"id": made["id"], "customer_reference": name}, 201)


@at("GET", "access_groups/{group}/users")
def members(state: State, request: Request, group: str) -> Answer:
    found = records.found(state.store, "group", group)
    return paged(state, request, [{"id": each} for each in found["members"]]) if found else refused(404, "2301", "Access group not found")


@at("POST", "access_groups/{group}/users")
def add(state: State, request: Request, group: str) -> Answer:
    """By the platform's id: the site's is no user here. Who was made a moment ago is not known everywhere yet."""
    found, wanted = records.found(state.store, "group", group), str(request.json().get("user_id", ""))
    if found is None:
        return refused(404, "2301", "Access group not found")
    person = _person(state.store, wanted)
    if person is None or is_news(state.store, person):
        return refused(404, "2202", "User not found")
    found["members"] = list(dict.fromkeys([*found["members"], wanted]))
    records.keep(state.store, "group", found)
    return Answer(204)


@at("DELETE", "access_groups/{group}/users/{user}")
def take_out(state: State, request: Request, group: str, user: str) -> Answer:
    found = records.found(state.store, "group", group)
    if found is None or user not in found["members"]:
        return refused(404, "2301", "Access group not found" if found is None else "User is not in this group")
    found["members"].remove(user)
    records.keep(state.store, "group", found)
    return Answer(204)


def _person(store: Store, platform_id: str) -> dict[str, Any] | None:
    return next((each for each in records.listed(store, "user") if each["platform_id"] == platform_id), None)
