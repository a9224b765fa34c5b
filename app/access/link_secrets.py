"""The secrets of links that open without a sign-in: 32 random bytes, of which a hash is kept (contracts.md section 9)."""

from __future__ import annotations

import secrets
from hashlib import sha256

BYTES, LONGEST = 32, 100


def new_secret() -> str:
    """43 characters that stand in an address as they are."""
    return secrets.token_urlsafe(BYTES)


def hashed(secret: str) -> str:
    """What is kept. No salt and no delay: nobody guesses 256 random bits."""
    return sha256(secret[:LONGEST].encode()).hexdigest()
