"""Links for people: signed, always verified, never merely decoded (ASVS 6.4.1, 9.1.2, 9.2).

The key is derived for this purpose alone, so that no session and no bearer token can pass for a link, nor a link for one of them.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import jwt
from flask import current_app
from flask_babel import gettext as _

from app.access.house_keys import key_for, keys_for
from app.core import clock
from app.core.errors import Refused
from app.models.sign_in_token import Purpose, SignInToken

USE = "sign-in links"
ALGORITHM, AUDIENCE = "HS256", "foyer"
CLAIMS = ["sub", "purpose", "aud", "exp", "jti"]
LONGEST = 1000
PATHS = {
    Purpose.WELCOME: "/welcome/",
    Purpose.PASSWORD_RESET: "/reset/",
    Purpose.ADDRESS_NEW: "/address/new/",
    Purpose.ADDRESS_OLD: "/address/old/",
}


class LinkRefused(Refused):
    """One sentence, whatever is wrong with a link: whoever forges one learns nothing."""

    status = 410

    def __init__(self) -> None:
        super().__init__(_("This link does not work any more: it was used, its time is over, or a newer one was sent."))


@dataclass(frozen=True, slots=True)
class Claims:
    """What a link says, once its signature, time and audience are right. Whether it is still unspent, the table knows."""

    user_id: int
    purpose: Purpose
    jti: str


def link(token: SignInToken) -> str:
    """The address that is mailed. The same row gives the same link, so that nobody has to keep it."""
    base = current_app.extensions["settings"].public_url.rstrip("/")
    return f"{base}{PATHS[token.purpose]}{signed(token)}"


def signed(token: SignInToken) -> str:
    """The row as a signed text."""
    claims = {
        "sub": str(token.user_id),
        "purpose": token.purpose.value,
        "aud": AUDIENCE,
        "exp": int(token.expires_at.timestamp()),
        "jti": token.jti,
    }
    return jwt.encode(claims, key_for(USE), algorithm=ALGORITHM)


def verified(text: str, *purposes: Purpose) -> Claims:
    """Raises LinkRefused for anything that is not a link of ours, for one of these purposes, still in time by the house's clock."""
    if len(text) > LONGEST or not text.isascii():
        raise LinkRefused
    try:
        said = _decoded(text)
        purpose, user, ends = Purpose(said["purpose"]), str(said["sub"]), int(said["exp"])
    except (jwt.InvalidTokenError, ValueError, TypeError, OverflowError) as wrong:
        raise LinkRefused from wrong
    if purpose not in purposes or not user.isdecimal() or ends <= clock.now().timestamp():
        raise LinkRefused
    return Claims(int(user), purpose, str(said["jti"]))


def _decoded(text: str) -> dict[str, Any]:
    """Raises jwt.InvalidTokenError where no key of ours signed it, or it says too little."""
    keys = keys_for(USE)
    for key in keys[:-1]:
        with suppress(jwt.InvalidSignatureError):
            return _by(key, text)
    return _by(keys[-1], text)


def _by(key: bytes, text: str) -> dict[str, Any]:
    return jwt.decode(text, key, algorithms=[ALGORITHM], audience=AUDIENCE, options={"require": CLAIMS, "verify_exp": False})
