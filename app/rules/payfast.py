"""PayFast's signatures: three rules over one way to write a parameter (contracts.md 1.3, 1.4, 1.6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import md5
from hmac import compare_digest
from re import search
from urllib.parse import quote_plus

from app.core.money import plain

Pairs = tuple[tuple[str, str], ...]

PHP_SPACE = " \t\n\r\0\x0b"
NUMBERED = [f"custom_{kind}{number}" for kind in ("int", "str") for number in range(1, 6)]
CHECKOUT = (
    *[
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
    ],
    *["m_payment_id", "amount", "item_name", "item_description"],
    *NUMBERED,
    *[
        "email_confirmation",
        "confirmation_address",
        "currency",
        "payment_method",
        "subscription_type",
        "billing_date",
        "recurring_amount",
        "frequency",
        "cycles",
    ],
    *["subscription_notify_email", "subscription_notify_webhook", "subscription_notify_buyer"],
)
CURRENCY, LEAST_CENTS = "ZAR", 500  # what an account takes, and the least of it
# Answers of card networks after which the same card is of no use (ISO 8583, field 39): pick up, no such card, lost, stolen, expired.
LOST_CARDS = frozenset({"04", "07", "14", "15", "33", "41", "43", "54"})


def least_said() -> str:
    return plain(LEAST_CENTS)


def encoded(value: str) -> str:
    """As PHP's urlencode writes it, which also escapes the tilde."""
    return quote_plus(value, safe="").replace("~", "%7E")


def parameters(pairs: Iterable[tuple[str, str]]) -> str:
    """In the order given: `name=value&name=value`."""
    return "&".join(f"{name}={encoded(value)}" for name, value in pairs)


def checkout_form(fields: Mapping[str, str], passphrase: str) -> Pairs:
    """What the browser posts, in the canonical order, trimmed, without empty fields, signed. Raises ValueError for a field PayFast does not know."""
    if unknown := set(fields) - set(CHECKOUT):
        raise ValueError(f"PayFast knows no field {min(unknown)}")
    named = ((name, fields.get(name, "").strip(PHP_SPACE)) for name in CHECKOUT)
    pairs = tuple((name, value) for name, value in named if value)
    return (*pairs, ("signature", _signed(pairs, passphrase)))


def api_signature(values: Mapping[str, str], passphrase: str) -> str:
    """Of headers, query and body together: by name, the passphrase among them and not at the end (1.4)."""
    return _digest(parameters(sorted({**values, "passphrase": passphrase}.items())))


def notice_signature(pairs: Iterable[tuple[str, str]], passphrase: str) -> str:
    """Of a notice: in the order received, blanks included, nothing trimmed, up to the signature (1.6)."""
    return _signed(tuple(before_signature(pairs)), passphrase)


def is_signed(pairs: Pairs, passphrase: str) -> bool:
    """Whether a notice bears the signature that it should, and exactly one."""
    told = [value for name, value in pairs if name == "signature"]
    return len(told) == 1 and compare_digest(told[0].encode(), notice_signature(pairs, passphrase).encode())


def before_signature(pairs: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    for name, value in pairs:
        if name == "signature":
            return
        yield name, value


def is_lost_card(words: str) -> bool:
    """Whether a refused charge is refused for good: the card or its token is no more. Anything unclear may be tried another day (I8)."""
    code = search(r"\((\d{2})\)", words)
    said = words.lower()
    return (code is not None and code[1] in LOST_CARDS) or any(
        word in said for word in ("cancelled", "expired", "not in a valid state", "not found")
    )


def _signed(pairs: Pairs, passphrase: str) -> str:
    return _digest(parameters(pairs) + (f"&passphrase={encoded(passphrase.strip(PHP_SPACE))}" if passphrase else ""))


def _digest(text: str) -> str:
    return md5(text.encode(), usedforsecurity=False).hexdigest()  # PayFast's choice, not ours
