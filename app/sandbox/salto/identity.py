"""Salto's identity server: access tokens by password or by refresh token, and the switches that take them away."""

from __future__ import annotations

import base64
from typing import Any

from app.core import clock
from app.sandbox.exchange import Answer, Request
from app.sandbox.salto import records, switches
from app.sandbox.salto.gate import routes
from app.sandbox.state import State
from app.sandbox.store import Store

CLIENT = ("foyer-sandbox", "foyer-sandbox-secret")
ACCOUNT = ("foyer@example.com", "foyer-sandbox-password")  # it opens nothing but this
LASTS = 3600


@routes.on("POST", "/salto/identity/connect/token")
def token(state: State, request: Request) -> Answer:
    """The password grant, or that of a refresh token, which is spent by it."""
    form = request.form()
    wanted = base64.b64encode(":".join(CLIENT).encode()).decode()
    if request.headers.get("authorization", "") != f"Basic {wanted}":
        return Answer.of({"error": "invalid_client", "error_description": "The client is not known."}, 401)
    with state.store.writing():
        match form.get("grant_type"):
            case "password" if (form.get("username"), form.get("password")) == ACCOUNT:
                return Answer.of(issued(state.store))
            case "refresh_token" if _spend(state.store, form.get("refresh_token", "")):
                return Answer.of(issued(state.store) | {"refresh_token": consent(state.store)})
    return Answer.of({"error": "invalid_grant", "error_description": "invalid_username_or_password"}, 400)


def issued(store: Store) -> dict[str, Any]:
    made = {"id": records.new_id(), "until": clock.now().timestamp() + LASTS}
    records.keep(store, "token", made)
    return {"access_token": made["id"], "expires_in": LASTS, "token_type": "Bearer"}


def consent(store: Store) -> str:
    """A refresh token, as the authorization code of a person would have brought it."""
    made = {"id": records.new_id(), "until": None}
    records.keep(store, "refresh", made)
    return str(made["id"])


def _spend(store: Store, refresh_token: str) -> bool:
    """A spent one is taken for some seconds more, because an answer can be lost."""
    found, now = records.found(store, "refresh", refresh_token), clock.now().timestamp()
    if found is None or (found["until"] is not None and found["until"] < now):
        return False
    records.keep(store, "refresh", found | {"until": found["until"] or now + switches.number(store, "refresh_grace")})
    return True


@switches.routes.on("POST", "/_control/salto/consent")
def agree(state: State, request: Request) -> Answer:
    """What a person's yes would have given: a refresh token."""
    return Answer.of({"result": consent(state.store)})


@switches.routes.on("POST", "/_control/salto/withdraw")
def withdraw(state: State, request: Request) -> Answer:
    """Every refresh token stops working now."""
    for each in records.listed(state.store, "refresh"):
        records.drop(state.store, "refresh", each["id"])
    return Answer.of({"result": "withdrawn"})


@switches.routes.on("POST", "/_control/salto/forget-tokens")
def forget(state: State, request: Request) -> Answer:
    for each in records.listed(state.store, "token"):
        records.drop(state.store, "token", each["id"])
    return Answer.of({"result": "forgotten"})
