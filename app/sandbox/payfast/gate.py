"""PayFast's gate: both signatures, written again from the contract so that a slip in Foyer's own cannot hide here."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from urllib.parse import quote_plus

from app.sandbox.exchange import Answer, Request, Routes
from app.sandbox.payfast.records import MERCHANT


def _without_token(request: Request) -> str:
    """A token charges a card, so the log of calls has none."""
    return re.sub(r"(?<=/subscriptions/)[^/]+", "token", request.path)


routes = Routes("payfast", naming=_without_token)


def digest(pairs: Iterable[tuple[str, str]]) -> str:
    text = "&".join(f"{name}={quote_plus(value).replace('~', '%7E')}" for name, value in pairs)
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def form_is_signed(pairs: list[tuple[str, str]]) -> bool:
    """The form's own order, without empty fields, the passphrase last."""
    signed = [(name, value.strip()) for name, value in pairs if name != "signature" and value.strip()]
    return dict(pairs).get("signature") == digest([*signed, ("passphrase", MERCHANT["passphrase"])])


def refusal(request: Request, body: dict[str, object]) -> Answer | None:
    """Of a call to the API that is not signed as it should be: everything in one, by name."""
    headers = {name: request.headers.get(name, "") for name in ("merchant-id", "version", "timestamp")}
    query = {name: value for name, value in request.query.items() if name != "testing"}
    told = {**headers, **query, **{name: str(value) for name, value in body.items()}, "passphrase": MERCHANT["passphrase"]}
    if headers["merchant-id"] == MERCHANT["merchant_id"] and request.headers.get("signature") == digest(sorted(told.items())):
        return None
    return Answer.of({"code": 401, "status": "failed", "data": {"response": False, "message": "Merchant authorization failed"}}, 401)
