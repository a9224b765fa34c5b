"""One-time codes: those that a phone counts (RFC 6238, six digits each half minute) and those for the day it is gone."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets

import pyotp
import segno

from app.access.house_keys import keys_for
from app.access.sealing import SECOND_FACTOR, opened, sealed

SECONDS = 30
DRIFT = 1  # steps that a phone's clock may be off
CODES, LETTERS, LENGTH = 8, "23456789abcdefghjkmnpqrstuvwxyz", 10
ISSUER = "Foyer"


def sealed_secret() -> bytes:
    """A new secret, as it is kept."""
    return sealed(pyotp.random_base32().encode(), SECOND_FACTOR)


def opened_secret(kept: bytes) -> str:
    """The secret as people type it. Raises ValueError when this instance's key is another one."""
    return opened(kept, SECOND_FACTOR).decode()


def picture(secret: str, *, name: str) -> str:
    """The QR code that a phone reads, as a data URI."""
    address = pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)
    return segno.make(address, error="m").svg_data_uri(scale=5, border=3, dark="#000", light="#fff")


def step_of(secret: str, code: str, *, after: int, at: dt.datetime) -> int | None:
    """The half minute that the code belongs to: this one or a neighbour, and later than `after`. None when it is none of these."""
    here, one = int(at.timestamp()) // SECONDS, pyotp.TOTP(secret)
    steps = range(here - DRIFT, here + DRIFT + 1)
    right = [step for step in steps if hmac.compare_digest(one.generate_otp(step).encode(), code.encode())]
    return next((step for step in right if step > after), None)


def recovery_codes() -> list[str]:
    """Eight fresh ones as people write them down ("k7m2p-x9q4t"), 49 bits each."""
    return [f"{text[:5]}-{text[5:]}" for text in ("".join(secrets.choice(LETTERS) for _turn in range(LENGTH)) for _code in range(CODES))]


def plain(typed: str) -> str:
    """What was typed without spaces, dashes and capitals."""
    return "".join(letter for letter in typed.lower() if letter.isascii() and letter.isalnum())[:64]


def hash_of(code: str, *, user_id: int) -> str:
    """How a recovery code is kept: under a key of the house, since 49 bits alone could be tried through."""
    return hashes_of(code, user_id=user_id)[0]


def hashes_of(code: str, *, user_id: int) -> list[str]:
    """How it may be kept: a code of before another key came still opens."""
    return [hmac.new(key, f"{user_id}:{plain(code)}".encode(), hashlib.sha256).hexdigest() for key in keys_for("recovery-codes")]
