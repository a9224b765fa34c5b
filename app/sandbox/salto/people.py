"""Users of the site: two ids each, a seat or none, and a while until everybody knows them."""

from __future__ import annotations

import re
from typing import Any

from app.core import clock
from app.sandbox.exchange import Answer, Request
from app.sandbox.salto import records, switches
from app.sandbox.salto.gate import at, refused
from app.sandbox.salto.records import ROLES
from app.sandbox.state import State
from app.sandbox.store import Store

NEEDED = ("first_name", "last_name", "alias")
STATES = ("subscribed", "suspended")


@at("GET", "roles")
def roles(state: State, request: Request) -> Answer:
    return Answer.of({"items": ROLES, "count": len(ROLES), "next_page_link": None})


@at("GET", "users")
def listed(state: State, request: Request) -> Answer:
    """$top and $skip page it; $filter knows alias eq '..' alone."""
    found = known(state.store)
    wanted = re.fullmatch(r"alias eq '(.*)'", request.query.get("$filter", ""))
    if wanted:
        found = [each for each in found if each["alias"] == wanted[1].replace("''", "'")]
    return paged(state, request, [shown(each) for each in found])


@at("POST", "users")
def create(state: State, request: Request) -> Answer:
    """Without a free seat the user is made all the same, and only the state of the subscription says so."""
    sent = request.json()
    missing = next((name for name in NEEDED if not sent.get(name)), None)
    if missing or not sent.get("role_ids"):
        return refused(400, "1101", f"The field {missing or 'role_ids'} is required.")
    made = {
        "id": records.new_id(),
        "platform_id": records.new_id(),
        **{name: str(sent.get(name) or "") for name in (*NEEDED, "email")},
        "tag_id": sent.get("tag_id") or None,
        "subscription_state": "subscribed" if has_seat(state.store) else "suspended",
        "made_at": clock.now().timestamp(),
    }
    records.keep(state.store, "user", made)
    return Answer.of(shown(made), 201)


@at("GET", "users/{user}")
def one(state: State, request: Request, user: str) -> Answer:
    found = next((each for each in known(state.store) if each["id"] == user), None)
    return Answer.of(shown(found)) if found else refused(404, "2202", "User not found")


@at("PATCH", "users/{user}/subscription")
def subscribe(state: State, request: Request, user: str) -> Answer:
    """The field is `state`: subscription_state, as answers have it, is refused."""
    found, wanted = records.found(state.store, "user", user), request.json().get("state")
    if found is None:
        return refused(404, "2201", "User not found")
    if is_news(state.store, found):
        return refused(403, "2203", "The user is not available yet")
    if wanted not in STATES:
        return refused(400, "1101", "The field state is required.")
    if wanted != "subscribed" or found["subscription_state"] == "subscribed" or has_seat(state.store):
        found["subscription_state"] = wanted
    records.keep(state.store, "user", found)
    return Answer.of(shown(found))


@at("DELETE", "users/{user}")
def remove(state: State, request: Request, user: str) -> Answer:
    found = records.found(state.store, "user", user)
    if found is None:
        return refused(404, "2201", "User not found")
    for group in records.listed(state.store, "group"):
        group["members"] = [each for each in group["members"] if each != found["platform_id"]]
        records.keep(state.store, "group", group)
    records.drop(state.store, "user", user)
    return Answer(202)


def known(store: Store) -> list[dict[str, Any]]:
    """Who was made a moment ago is not known everywhere: neither in lists nor by number."""
    return [each for each in records.listed(store, "user") if not is_news(store, each)]


def is_news(store: Store, user: dict[str, Any]) -> bool:
    return clock.now().timestamp() - float(user["made_at"]) < switches.number(store, "news_takes")


def has_seat(store: Store) -> bool:
    taken = sum(each["subscription_state"] == "subscribed" for each in records.listed(store, "user"))
    return taken < switches.number(store, "seats")


def shown(user: dict[str, Any]) -> dict[str, Any]:
    """A user as Salto tells it: the platform's id one level down."""
    person = {"id": user["platform_id"], **{name: user[name] for name in ("first_name", "last_name", "email")}}
    return {
        "id": user["id"],
        "user": person,
        "alias": user["alias"],
        "subscription_state": user["subscription_state"],
        "tag_id": user.get("tag_id"),
        "use_pin": user.get("use_pin", False),
        "roles": ROLES[:1],
    }


def paged(state: State, request: Request, found: list[dict[str, Any]]) -> Answer:
    """{items, next_page_link, count}; the link is whole, with this server's name."""
    top, skip = int(request.query.get("$top", "50")), int(request.query.get("$skip", "0"))
    rest = len(found) > skip + top
    link = f"{state.url}{request.path}?$top={top}&$skip={skip + top}" if rest else None
    return Answer.of({"items": found[skip : skip + top], "next_page_link": link, "count": len(found)})
