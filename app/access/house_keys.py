"""Keys made from the instance's own, each for one purpose: what signs one thing is of no use for another."""

from __future__ import annotations

from collections.abc import Sequence

from flask import current_app

from app.core.secrets import derived_key


def secret_keys() -> Sequence[str]:
    """The instance's own key, by which everything new is made; behind it the others whose work is still known (FOYER_OTHER_SECRET_KEYS)."""
    settings = current_app.extensions["settings"]
    return settings.secret_key, *settings.other_secret_keys


def key_for(purpose: str) -> bytes:
    """32 bytes, by which something is made."""
    return keys_for(purpose)[0]


def keys_for(purpose: str) -> list[bytes]:
    """Those by which it may have been made, the present one first."""
    return [derived_key(each, purpose) for each in secret_keys()]
