"""Xero's identity server: consent, tokens that rotate, and the connections of a token."""

from __future__ import annotations

import base64
import datetime as dt
import json
import secrets
import uuid
from typing import Any
from urllib.parse import urlencode, urlsplit

from app.core import clock
from app.sandbox.exchange import Answer, Request, Routes
from app.sandbox.pages import page
from app.sandbox.state import State
from app.sandbox.store import Store
from app.sandbox.xero.tenants import everything, read

routes = Routes("xero")
CLIENT = ("foyer-sandbox", "foyer-sandbox-secret")  # it opens nothing but this
MINUTE, DAY = 60, 86400
LIVES = {"code": 5 * MINUTE, "access": 30 * MINUTE, "refresh": 60 * DAY}
SCOPES = "offline_access accounting.transactions accounting.contacts accounting.settings"


@routes.on("GET", "/identity/connect/authorize")
def authorize(state: State, request: Request) -> Answer:
    """The page on which a person lets Foyer in; `allow` carries out the choice."""
    tenants = [read(row["body"]) for row in state.store.rows("SELECT body FROM record WHERE kind = 'Organisation' ORDER BY rowid")]
    choices = [(books["Name"], "authorize/allow?" + urlencode({**request.query, "tenant": books["OrganisationID"]})) for books in tenants]
    return page("consent.html", choices=choices, client=request.query.get("client_id", ""), back=request.query.get("redirect_uri", ""))


@routes.on("GET", "/identity/connect/authorize/allow")
def allow(state: State, request: Request) -> Answer:
    back = request.query.get("redirect_uri", "")
    if urlsplit(back).scheme not in ("http", "https") or not request.query.get("tenant"):
        return Answer.of({"error": "invalid_request"}, 400)
    if request.query.get("client_id") != CLIENT[0]:
        return Answer.of({"error": "unauthorized_client"}, 400)
    code = consent(state.store, [request.query["tenant"]], client=CLIENT[0], scope=request.query.get("scope", SCOPES), redirect_uri=back)
    return Answer(302, headers={"Location": f"{back}?{urlencode({'code': code, 'state': request.query.get('state', '')})}"})


@routes.on("POST", "/connect/token")
def token(state: State, request: Request) -> Answer:
    """Codes and refresh tokens are good for one use."""
    form, store = request.form(), state.store
    told = (form["client_id"], form.get("client_secret", "")) if form.get("client_id") else _basic(request)
    if told != CLIENT:
        return Answer.of({"error": "invalid_client"}, 400)
    kind = {"authorization_code": "code", "refresh_token": "refresh"}.get(form.get("grant_type", ""))
    if kind is None:
        return Answer.of({"error": "unsupported_grant_type"}, 400)
    with store.writing():
        held = _held(store, form.get("code" if kind == "code" else "refresh_token", ""), kind)
        given = held and store.row("SELECT * FROM consent WHERE id = ?", held["consent"])
        if not held or not given or (kind == "code" and form.get("redirect_uri", "") != given["redirect_uri"]):
            return Answer.of({"error": "invalid_grant"}, 400)
        store.run("UPDATE token SET spent = coalesce(spent, ?) WHERE token = ?", clock.now().timestamp(), held["token"])
        return Answer.of(issue(store, given["id"], given["scope"]))


@routes.on("GET", "/Connections")
def connections(state: State, request: Request) -> Answer:
    opened = _opened(state.store, request)
    if opened is None:
        return unauthorised()
    return Answer.of([_connection(state.store, tenant, *opened[tenant]) for tenant in sorted(opened)])


def consent(store: Store, tenants: list[str], *, client: str = "", scope: str = SCOPES, redirect_uri: str = "") -> str:
    """What a person's consent leaves behind: a code, good for five minutes. Consents to the same client add up; without one each stands alone."""
    id = str(uuid.uuid4())
    store.run(
        "INSERT INTO consent VALUES (?, ?, ?, ?, ?, ?)", id, client, json.dumps(tenants), scope, clock.now().timestamp(), redirect_uri
    )
    return _mint(store, id, "code")


def issue(store: Store, consent_id: str, scope: str) -> dict[str, Any]:
    """A new pair of tokens as the token address gives them out."""
    return {
        "access_token": _mint(store, consent_id, "access"),
        "refresh_token": _mint(store, consent_id, "refresh"),
        "expires_in": LIVES["access"],
        "token_type": "Bearer",
        "scope": scope,
    }


def reachable(store: Store, request: Request) -> list[str] | None:
    """The tenants that a call's token opens; None when there is no good token."""
    opened = _opened(store, request)
    return None if opened is None else list(opened)


def _opened(store: Store, request: Request) -> dict[str, tuple[float, float]] | None:
    """When each of these tenants was chosen for the first and for the last time."""
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    held = _held(store, value, "access") if scheme.lower() == "bearer" else None
    if held is None:
        return None
    mine = "SELECT mine.* FROM consent mine JOIN consent held ON mine.id = held.id OR (mine.client = held.client AND held.client <> '') WHERE held.id = ? ORDER BY mine.at"
    found: dict[str, tuple[float, float]] = {}
    for given in store.rows(mine, held["consent"]):
        for tenant in json.loads(given["tenants"]):
            found[tenant] = (found.get(tenant, (given["at"], 0))[0], given["at"])
    return found or None


def unauthorised() -> Answer:
    detail = "TokenExpired: token expired or is not known"
    return Answer.of({"Type": None, "Title": "Unauthorized", "Status": 401, "Detail": detail, "Instance": str(uuid.uuid4())}, 401)


def _mint(store: Store, consent_id: str, kind: str) -> str:
    value = secrets.token_urlsafe(24)
    store.run("INSERT INTO token VALUES (?, ?, ?, ?, NULL)", value, consent_id, kind, clock.now().timestamp() + LIVES[kind])
    return value


def _held(store: Store, value: str, kind: str) -> Any:
    """A token that still works: a spent one only within the grace that the settings give (none, unless told)."""
    now, grace = clock.now().timestamp(), float(store.setting("token_grace", "0"))
    sql = "SELECT * FROM token WHERE token = ? AND kind = ? AND expires > ? AND (spent IS NULL OR (kind = 'refresh' AND spent > ?))"
    return store.row(sql, value, kind, now, now - grace)


def _connection(store: Store, tenant: str, first: float, last: float) -> dict[str, str]:
    (books,) = everything(store, tenant, "Organisation")
    created, updated = (f"{dt.datetime.fromtimestamp(at, dt.UTC):%Y-%m-%dT%H:%M:%S.%f}0" for at in (first, last))
    kept = {
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, tenant)),
        "authEventId": str(uuid.uuid5(uuid.NAMESPACE_OID, tenant)),
        "tenantId": tenant,
    }
    return kept | {"tenantType": "ORGANISATION", "tenantName": books["Name"], "createdDateUtc": created, "updatedDateUtc": updated}


def _basic(request: Request) -> tuple[str, str]:
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    try:
        client, _, secret = base64.b64decode(value if scheme.lower() == "basic" else "").decode().partition(":")
    except ValueError:
        return "", ""
    return client, secret
