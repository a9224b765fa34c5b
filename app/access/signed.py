"""Small things that come back to us from a browser, signed, for one purpose and a while: numbers tried out open nothing."""

from __future__ import annotations

from typing import Any

from itsdangerous import BadSignature, TimestampSigner, URLSafeTimedSerializer

from app.access.house_keys import keys_for
from app.core import clock


class HouseSigner(TimestampSigner):
    """Stamped and judged by the house's clock, whichever node it comes to."""

    def get_timestamp(self) -> int:
        return int(clock.now().timestamp())


def signed(purpose: str, value: Any) -> str:
    """Text that stands in an address, a cookie or JSON as it is; `value` is what JSON can say."""
    return str(_signer(purpose).dumps(value))


def unsigned(purpose: str, text: str, *, seconds: int) -> Any:
    """None for what was not made here for this purpose, or longer ago."""
    try:
        return _signer(purpose).loads(text, max_age=seconds)
    except BadSignature:
        return None


def _signer(purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(keys_for(f"signed: {purpose}")[::-1], signer=HouseSigner)  # the last one signs
