"""Bearer tokens are stamped and judged by the house's clock, the same on every node (`drill clock-jumps`)."""

from __future__ import annotations

from typing import Any

from flask import current_app
from jwt import ExpiredSignatureError

from app.core.clock import now

# The library judges by its own machine's clock, which may be wrong: it is told to be patient for a day, and what counts is decided here.
LEEWAY = 24 * 3600


def stamps() -> dict[str, int]:
    """Claims of a token that is made now."""
    instant = int(now().timestamp())
    return {"iat": instant, "nbf": instant}


def refuse_old(header: dict[str, Any], told: dict[str, Any]) -> None:
    """Raises ExpiredSignatureError, which is answered with 401, for a token that has lived as long as its kind may."""
    lives = current_app.config[f"JWT_{told['type'].upper()}_TOKEN_EXPIRES"]
    if now().timestamp() >= told["iat"] + lives.total_seconds():
        over = ExpiredSignatureError("Signature has expired")
        over.jwt_header, over.jwt_data = header, told  # type: ignore[attr-defined] - as the library's own answer to it expects
        raise over
