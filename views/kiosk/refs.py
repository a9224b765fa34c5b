"""What a tablet hands back to us: signed, for its own location, so that numbers tried out open nobody's name."""

from __future__ import annotations

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

HOURS = 24 * 3600  # seconds; what a tablet kept while it had no network is taken for as long


def ref(kind: str, number: int, location_id: int) -> str:
    """`kind` is "host" or "check-in"."""
    return str(_signer(kind, location_id).dumps(number))


def number_of(kind: str, text: str, location_id: int) -> int | None:
    """None for what was not made here for that location, or a day ago."""
    try:
        return int(_signer(kind, location_id).loads(text, max_age=HOURS))
    except (BadSignature, ValueError, TypeError):
        return None


def _signer(kind: str, location_id: int) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.extensions["settings"].secret_key, salt=f"kiosk {kind} {location_id}")
