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


# The form's fields in the only order that PayFast takes (1.2).
FIELDS = (
    *(
        "merchant_id",
        "merchant_key",
        "return_url",
        "cancel_url",
        "notify_url",
        "notify_method",
        "name_first",
        "name_last",
        "email_address",
        "cell_number",
    ),
    *("m_payment_id", "amount", "item_name", "item_description", "custom_int1", "custom_int2", "custom_int3", "custom_int4", "custom_int5"),
    *(
        "custom_str1",
        "custom_str2",
        "custom_str3",
        "custom_str4",
        "custom_str5",
        "email_confirmation",
        "confirmation_address",
        "currency",
        "payment_method",
    ),
    *("subscription_type", "billing_date", "recurring_amount", "frequency", "cycles"),
    *("subscription_notify_email", "subscription_notify_webhook", "subscription_notify_buyer", "signature"),
)
PHP_SPACE = " \t\n\r\0\x0b"
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:?\d\d")


def digest(pairs: Iterable[tuple[str, str]]) -> str:
    text = "&".join(f"{name}={quote_plus(value).replace('~', '%7E')}" for name, value in pairs)
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def form_is_signed(pairs: list[tuple[str, str]]) -> bool:
    """The canonical order, without empty fields, the passphrase last (1.3)."""
    names = [name for name, _ in pairs]
    if names != [name for name in FIELDS if name in names]:
        return False
    signed = [(name, value.strip(PHP_SPACE)) for name, value in pairs if name != "signature" and value.strip(PHP_SPACE)]
    return dict(pairs).get("signature") == digest([*signed, ("passphrase", MERCHANT["passphrase"])])


def refusal(request: Request, body: dict[str, object]) -> Answer | None:
    """Of a call to the API that is not signed as it should be: everything in one, by name, with a version and a time without microseconds (1.4)."""
    headers = {name: request.headers.get(name, "") for name in ("merchant-id", "version", "timestamp")}
    query = {name: value for name, value in request.query.items() if name != "testing"}
    told = {**headers, **query, **{name: str(value) for name, value in body.items()}, "passphrase": MERCHANT["passphrase"]}
    is_dated = headers["version"] == "v1" and STAMP.fullmatch(headers["timestamp"])
    if is_dated and headers["merchant-id"] == MERCHANT["merchant_id"] and request.headers.get("signature") == digest(sorted(told.items())):
        return None
    return Answer.of({"code": 401, "status": "failed", "data": {"response": False, "message": "Merchant authorization failed"}}, 401)
