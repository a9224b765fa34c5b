"""The gate of PaperCut: one address for all methods, the token in front, arguments by position, faults as answers."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from xml.parsers.expat import ExpatError
from xmlrpc.client import Error, Fault, dumps, loads

from app.sandbox.exchange import Answer, Request, Routes
from app.sandbox.papercut import limits
from app.sandbox.papercut.problems import BALANCE_INVALID, GENERAL, Refused
from app.sandbox.state import State
from app.sandbox.store import Store

PATH = "/rpc/api/xmlrpc"
TOKEN = "foyer-sandbox-token"  # noqa: S105 - it opens nothing but this
XML = "text/xml"
UNREADABLE = 0
NAME = re.compile(rb"<methodName>\s*([\w.]{1,80})\s*</methodName>")

Method = Callable[..., Any]
METHODS: dict[str, tuple[tuple[type, ...], Method]] = {}


def named(request: Request) -> str:
    """/rpc/api/xmlrpc/api.isUserExists: a log that says only /rpc/api/xmlrpc would say nothing."""
    found = NAME.search(request.body[:1000])
    return f"{request.path.rstrip('/')}/{found[1].decode()}" if found else request.path


routes = Routes("papercut", naming=named)


def api(name: str, *kinds: type) -> Callable[[Method], Method]:
    """A method of the web services: it gets (store, arguments of these kinds); a double arrives as Decimal. None answers as void."""

    def remember(method: Method) -> Method:
        METHODS[f"api.{name}"] = (kinds, method)
        return method

    return remember


@routes.on("POST", PATH)
def answer(state: State, request: Request) -> Answer:
    refusal = limits.check(state.store)
    if refusal:
        return refusal
    try:
        with state.store.writing():
            told = _played(state.store, request.body)
        said = dumps(("" if told is None else told,), methodresponse=True)
    except Refused as no:
        said = dumps(Fault(no.code, no.words))
    return Answer(200, said.encode(), XML)


def _played(store: Store, body: bytes) -> Any:
    try:
        sent, name = loads(body, use_builtin_types=True)
    except (ExpatError, Error, ValueError, TypeError, LookupError) as nonsense:
        raise Refused(UNREADABLE, f"Failed to parse XML-RPC request: {nonsense}") from nonsense
    if name not in METHODS:
        raise Refused(UNREADABLE, f"No such handler: {name}")
    kinds, method = METHODS[name]
    token, *arguments = sent or ("",)
    if token != store.setting("papercut_token", TOKEN):
        raise Refused(GENERAL, "Invalid authentication token supplied.")
    values = [_exact(one) for one in arguments]
    if [type(one) for one in values] != list(kinds):
        raise Refused(UNREADABLE, f"No method matching arguments: {', '.join(type(one).__name__ for one in arguments)}")
    return method(store, *values)


def _exact(value: Any) -> Any:
    """A double as the decimal that its text shows."""
    if not isinstance(value, float):
        return value
    exact = Decimal(repr(value))
    if not exact.is_finite():
        raise Refused(BALANCE_INVALID, f"The amount {value} is not valid.")
    return exact
