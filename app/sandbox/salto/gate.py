"""The gate of Salto: tokens, the limit of calls, the site in the path, refusals in its own words."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import UUID

from app.core import clock
from app.sandbox.exchange import Answer, Handler, Request, Routes
from app.sandbox.salto import records, switches
from app.sandbox.salto.records import SITE
from app.sandbox.state import State

routes = Routes("salto")


def refused(status: int, code: str, words: str) -> Answer:
    """Codes come as texts here and as numbers there, as with the vendor."""
    return Answer.of({"ErrorCode": int(code) if code.endswith("2") else code, "Message": words}, status)


def at(method: str, path: str, *, versions: str = "12") -> Callable[[Handler], Handler]:
    """An address below the site, for everybody with a token: the handler gets (state, request, values of the path)."""

    def remember(handler: Handler) -> Handler:
        def guarded(state: State, request: Request, site: str, **values: str) -> Answer:
            return entered(state, request) or wrong_site(site) or _locked(state, request, handler, values)

        for version in versions:
            routes.on(method, f"/salto/v1.{version}/sites/{{site}}/{path}")(guarded)
        return handler

    return remember


def _locked(state: State, request: Request, handler: Handler, values: dict[str, str]) -> Answer:
    with state.store.writing():
        return handler(state, request, **values)


def entered(state: State, request: Request) -> Answer | None:
    """The refusal of who may not come in, or comes too often."""
    limit = switches.number(state.store, "calls_a_second")
    (row,) = state.store.rows(
        "SELECT count(*) AS calls FROM call WHERE vendor = 'salto' AND at > ? AND coalesce(status, 0) <> 429", clock.now().timestamp() - 1
    )
    if limit and row["calls"] > limit:
        return Answer.of({"ErrorCode": "429", "Message": "Too many requests"}, 429, Retry_After="1")
    bearer = re.fullmatch(r"Bearer (\S+)", request.headers.get("authorization", ""))
    known = records.found(state.store, "token", bearer[1]) if bearer else None
    if known is None or known["until"] < clock.now().timestamp():
        return Answer(401)
    return None


def wrong_site(site: str) -> Answer | None:
    try:
        UUID(site)
    except ValueError:
        return refused(400, "1100", "The site id is not valid.")
    return None if site == SITE["id"] else refused(404, "2100", "Site not found")


@routes.on("GET", "/salto/v1.2/sites")
def sites(state: State, request: Request) -> Answer:
    """A bare array, other than most lists."""
    return entered(state, request) or Answer.of([SITE])
