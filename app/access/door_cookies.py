"""What a guest's own phone remembers, signed: that it stood at a door just now, who they are, and that they are in."""

from __future__ import annotations

from typing import Any

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

from app.core.secrets import derived_key

AT_THE_DOOR, KNOWN, INSIDE = "visit_door", "visit_known", "visit_in"
SECONDS = {AT_THE_DOOR: 20 * 60, KNOWN: 90 * 24 * 3600, INSIDE: 24 * 3600}  # of K5 the second, until which a guest is remembered


def written(kind: str, value: Any) -> str:
    return _serializer(kind).dumps(value)


def read(kind: str, text: str) -> Any:
    """None for one that is not ours, was written for another purpose, or is too old."""
    try:
        return _serializer(kind).loads(text, max_age=SECONDS[kind])
    except BadSignature:
        return None


def _serializer(kind: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(derived_key(current_app.extensions["settings"].secret_key, f"door cookie {kind}"))
