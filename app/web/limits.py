"""Rate limits: wrong sign-ins are counted by address and by name, in Valkey, or in memory while that is away."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from flask import g, request
from flask_limiter.util import get_remote_address
from flask_login import current_user

from app.core.valkey import is_sentinel
from app.web import half_signed_in

BY_ADDRESS = "20 per 5 minutes"
BY_NAME = "10 per 5 minutes"
ASKED_FOR = "5 per 15 minutes"


def config(redis_url: str) -> dict[str, object]:
    return {
        "RATELIMIT_ENABLED": True,
        "RATELIMIT_STORAGE_URI": redis_url or "memory://",
        "RATELIMIT_STORAGE_OPTIONS": _patience(redis_url),
        "RATELIMIT_STRATEGY": "fixed-window",
        "RATELIMIT_KEY_PREFIX": "foyer",
        "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": True,
        "RATELIMIT_HEADERS_ENABLED": False,
    }


def _patience(redis_url: str) -> dict[str, object]:
    """Seconds for a connection and an answer. A limit is counted where it is written, never at a server that follows."""
    own: dict[str, object] = {"use_replicas": False} if is_sentinel(redis_url) else {}
    return {"socket_connect_timeout": 1, "socket_timeout": 1, **own} if redis_url else {}


def a_person() -> str:
    """Whoever is signed in, wherever they are."""
    return f"person:{getattr(current_user, 'id', '')}"


def given_name() -> str:
    """The name that is being tried, from the form or the JSON body."""
    body = request.get_json(silent=True) if request.is_json else None
    text = body.get("username") if isinstance(body, dict) else request.form.get("username")
    return f"name:{_unnamed(str(text or ''))}"


def _unnamed(text: str) -> str:
    """The same for the same name in whatever letters, and no name: Valkey learns nobody's address."""
    return sha256(text.strip().lower()[:320].encode()).hexdigest()[:32]


def was_refused(response: Any) -> bool:
    """Only a wrong password counts; a whole office may sign in from one address."""
    return bool(g.get("sign_in_failed")) or response.status_code == 401


def limit_sign_in(limiter: Any, view: Any) -> None:
    for rule, key in ((BY_ADDRESS, get_remote_address), (BY_NAME, given_name)):
        limiter.limit(rule, key_func=key, methods=["POST"], deduct_when=was_refused)(view.blueprint)


def asked_for() -> str:
    """The address that a new password is asked for, in whatever letters."""
    return f"forgot:{_unnamed(request.form.get('address', ''))}"


def limit_asking(limiter: Any, view: Any) -> None:
    """Every question counts, since every answer is the same."""
    for rule, key in ((BY_ADDRESS, get_remote_address), (ASKED_FOR, asked_for)):
        limiter.limit(rule, key_func=key, methods=["POST"])(view.blueprint)


def limit_codes(limiter: Any, view: Any) -> None:
    """Wrong codes, by address and by the account whose code is tried."""
    for rule, key in ((BY_ADDRESS, get_remote_address), (BY_NAME, half_signed_in.limit_key)):
        limiter.limit(rule, key_func=key, methods=["POST"], deduct_when=was_refused)(view.blueprint)


def limit_links(limiter: Any, view: Any) -> None:
    """Only links that are refused count, for looking and for spending."""
    limiter.limit(BY_ADDRESS, key_func=get_remote_address, deduct_when=was_refused)(view.blueprint)
