"""Sealing: secrets that must be kept are encrypted at rest with AES-GCM under a key derived from the instance's own."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

VERSION = b"\x01"
NONCE_BYTES = 12


def derived_key(secret_key: str, purpose: str) -> bytes:
    """32 bytes for this purpose alone, out of the instance's key: what signs one thing is of no use for another."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"foyer:{purpose}".encode()).derive(secret_key.encode())


def seal(plain: bytes, *, secret_key: str, purpose: str) -> bytes:
    """Encrypted and authenticated bytes; only the same key and purpose open them."""
    nonce = os.urandom(NONCE_BYTES)
    return VERSION + nonce + AESGCM(derived_key(secret_key, purpose)).encrypt(nonce, plain, VERSION)


def unseal(sealed: bytes, *, secret_keys: Sequence[str], purpose: str) -> bytes:
    """The plain bytes, under whichever of the keys it was. Raises ValueError when it is another one or the bytes were touched."""
    nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    for each in secret_keys:
        with suppress(InvalidTag):
            return AESGCM(derived_key(each, purpose)).decrypt(nonce, body, sealed[:1])
    raise ValueError("sealed under another key, or changed since")
