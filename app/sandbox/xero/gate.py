"""The gate before Xero's accounting: token, tenant, rate limits, and the memory of idempotency keys."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable
from dataclasses import replace

from app.core import clock
from app.sandbox.exchange import Answer, Handler, Request, Routes
from app.sandbox.state import State
from app.sandbox.store import Store
from app.sandbox.xero import limits
from app.sandbox.xero.batch import Summarised
from app.sandbox.xero.identity import reachable, unauthorised
from app.sandbox.xero.problems import Invalid, refused

routes = Routes("xero")
LONGEST_KEY = 128


def api(method: str, address: str) -> Callable[[Handler], Handler]:
    """An address of the accounting API. The handler gets (state, request, tenant) and the parts of the address."""

    def guard(handler: Handler) -> Handler:
        @functools.wraps(handler)
        def answer(state: State, request: Request, **parts: str) -> Answer:
            tenants, tenant = reachable(state.store, request), request.headers.get("xero-tenant-id", "")
            if tenants is None:
                return unauthorised()
            if tenant not in tenants:
                return Answer.of({"Title": "Forbidden", "Status": 403, "Detail": "AuthenticationUnsuccessful"}, 403)
            headers, refusal = limits.check(state.store, tenant, state.at_once(tenant))
            given = refusal or _once(state, request, tenant, functools.partial(handler, state, request, tenant, **parts))
            return replace(given, headers={**headers, **given.headers})

        return routes.on(method, f"/api.xro/2.0{address}")(answer)

    return guard


def _once(state: State, request: Request, tenant: str, act: Callable[[], Answer]) -> Answer:
    """The same key with the same body gets the same answer again; with another body it is refused."""
    key, store = request.headers.get("idempotency-key", ""), state.store
    if len(key) > LONGEST_KEY:
        return refused("The Idempotency-Key is longer than 128 characters.")
    with store.writing():
        fingerprint = hashlib.sha256(b"\0".join([request.method.encode(), request.path.lower().encode(), request.body])).hexdigest()
        known = _remembered(store, tenant, key) if key and request.method != "GET" else None
        if known and known[0] != fingerprint:
            return refused("The Idempotency-Key was used before with another request.")
        if known:
            return known[1]
        try:
            with store.writing():
                answer = act()
        except Invalid as wrong:
            return refused(wrong.message)
        except Summarised as bad:
            return bad.answer
        if key and request.method != "GET" and answer.status < 300:
            values = (tenant, key, fingerprint, answer.status, answer.body, clock.now().timestamp())
            store.run("INSERT OR REPLACE INTO answer VALUES (?, ?, ?, ?, ?, ?)", *values)
        return answer


def _remembered(store: Store, tenant: str, key: str) -> tuple[str, Answer] | None:
    """Keys are forgotten after some minutes, as the real ones are."""
    since = clock.now().timestamp() - float(store.setting("key_minutes", "10")) * 60
    row = store.row("SELECT * FROM answer WHERE tenant = ? AND key = ? AND at > ?", tenant, key, since)
    return (row["fingerprint"], Answer(row["status"], row["body"])) if row else None
