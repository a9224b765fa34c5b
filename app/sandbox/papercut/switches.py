"""PaperCut's control side: what it holds, people and groups that come from elsewhere, its token and its limit."""

from __future__ import annotations

from typing import Any

from app.sandbox import faults
from app.sandbox.exchange import Answer, Request, Routes
from app.sandbox.papercut import entries, groups, limits, people
from app.sandbox.papercut.gate import PATH
from app.sandbox.state import State

routes = Routes("control")
SETTINGS = ("papercut_token", "papercut_several_accounts", limits.NAME)


def card(state: State) -> dict[str, Any]:
    """What the index page shows."""
    held = f"{people.count(state.store)} accounts, {entries.count(state.store)} transactions"
    limit = limits.calls_a_second(state.store)
    return {
        "name": "papercut",
        "title": "PaperCut",
        "address": f"{state.url}{PATH}",
        "faults": faults.FAULTS["papercut"],
        "example": "POST */api.adjustUserAccountBalance",
        "summary": f"{held}, {limit} calls a second" if limit else held,
    }


@routes.on("GET", "/_control/papercut/users")
def held(state: State, request: Request) -> Answer:
    """Everybody with properties, groups and balance, without token or limit: what a test compares with."""
    return Answer.of({"users": people.listed(state.store)})


@routes.on("GET", "/_control/papercut/transactions")
def logged(state: State, request: Request) -> Answer:
    """?username=; oldest first."""
    return Answer.of({"transactions": entries.listed(state.store, request.query.get("username", ""))})


@routes.on("POST", "/_control/papercut/users")
def arrive(state: State, request: Request) -> Answer:
    """{"usernames": [..], property: value, ..}: people who came out of a directory, not through Foyer."""
    sent = request.json()
    usernames = sent.pop("usernames", [])
    unknown = set(sent) - {*people.PROPERTIES, *people.FLAGS, "balance"}
    if unknown or not usernames:
        return Answer.of({"message": f"usernames, and properties other than {', '.join(sorted(unknown))}"}, 400)
    with state.store.writing():
        for username in usernames:
            people.keep(state.store, people.new(username, internal=False, **{name: str(value) for name, value in sent.items()}))
    return Answer.of({"result": len(usernames)})


@routes.on("POST", "/_control/papercut/groups")
def gather(state: State, request: Request) -> Answer:
    """{"name"}: a group that somebody made in PaperCut."""
    name = str(request.json().get("name", ""))
    groups.make(state.store, name)
    return Answer.of({"result": name})


@routes.on("POST", "/_control/papercut/settings")
def settle(state: State, request: Request) -> Answer:
    """{"token": text, "several_accounts": "yes" or "no", "calls_a_second": number, 0 for no limit}, any of them."""
    wanted = {f"papercut_{name}": str(value) for name, value in request.json().items()}
    if unknown := sorted(set(wanted) - set(SETTINGS)):
        return Answer.of({"message": f"there is no setting {unknown[0]}"}, 400)
    if not wanted.get(limits.NAME, "0").isdecimal():
        return Answer.of({"message": "calls_a_second is a whole number"}, 400)
    for name, value in wanted.items():
        state.store.set(name, value)
    return Answer.of({"result": wanted})
