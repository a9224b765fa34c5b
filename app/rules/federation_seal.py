"""What two Foyers tell each other is signed by one and sealed for the other: a JWS inside a JWE (contracts.md section 8; RFC 7515, 7516, 8037).

The lists of algorithms are fixed, and a header that says anything else, or more than ours do, is not read any further: no `zip`, no key that
comes along with what it signed, no `crit`.
"""

from __future__ import annotations

import binascii
import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from typing import Any, Literal

from joserfc import jwe, jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

LARGEST = 4096  # bytes, of a request and of an answer
Curve = Literal["Ed25519", "X25519"]
SIGN: Curve = "Ed25519"
SEAL: Curve = "X25519"
SIGNED_BY, SEALED_BY = ["Ed25519"], ["ECDH-ES", "A256GCM"]
SEALED = {"alg": "ECDH-ES", "enc": "A256GCM", "cty": "JWT"}
Key = Mapping[str, Any]  # a JWK


class NotBelieved(Exception):
    """The reason is for our own eyes: whoever sent it is told nothing."""


def new_key(curve: Curve) -> tuple[dict[str, Any], dict[str, Any], str]:
    """Private half, public half, and the thumbprint (RFC 7638) by which it is called."""
    key = OKPKey.generate_key(curve, private=True)
    return dict(key.as_dict(private=True)), _bare(key), key.thumbprint()


def public_half(key: Any, curve: Curve) -> tuple[dict[str, Any], str]:
    """A key that somebody shows as theirs, with nothing but what a public key is made of, and its thumbprint. Raises NotBelieved."""
    if not isinstance(key, dict) or key.get("kty") != "OKP" or key.get("crv") != curve or not isinstance(key.get("x"), str):
        raise NotBelieved(f"no public key of {curve}")
    try:
        found = OKPKey.import_key({"kty": "OKP", "crv": curve, "x": key["x"]})
        raw = urlsafe_b64decode(key["x"] + "=" * (-len(key["x"]) % 4))
    except (JoseError, ValueError) as wrong:
        raise NotBelieved(f"no public key of {curve}") from wrong
    if len(raw) != 32:
        raise NotBelieved(f"no public key of {curve}")
    return _bare(found), found.thumbprint()


def _bare(key: OKPKey) -> dict[str, Any]:
    told = key.as_dict(private=False)
    return {name: told[name] for name in ("kty", "crv", "x")}


def told(claims: bytes, *, typ: str, signer: Key, kid: str, reader: Key, reader_kid: str) -> str:
    """Signed by `signer`, a private key called `kid`, and sealed so that whoever holds the other half of `reader` alone opens it."""
    inner = jws.serialize_compact({"alg": SIGN, "typ": typ, "kid": kid}, claims, OKPKey.import_key(dict(signer)), algorithms=SIGNED_BY)
    return jwe.encrypt_compact(SEALED | {"kid": reader_kid}, inner, OKPKey.import_key(dict(reader)), algorithms=SEALED_BY)


def opened(text: bytes, keys: Mapping[str, Key]) -> tuple[str, str]:
    """What is inside, still to be verified, and which of our keys opened it. Raises NotBelieved."""
    if len(text) > LARGEST:
        raise NotBelieved("too large")
    if text.count(b".") != 4:
        raise NotBelieved("not sealed")
    header = _header(text)
    kid = header.get("kid")
    if header != SEALED | {"kid": kid, "epk": header.get("epk")} or not isinstance(kid, str):
        raise NotBelieved("sealed in another way")
    if kid not in keys:
        raise NotBelieved("sealed for another key")
    try:
        inner = jwe.decrypt_compact(text, OKPKey.import_key(dict(keys[kid])), algorithms=SEALED_BY).plaintext
        return (inner or b"").decode("ascii"), kid
    except Exception as wrong:  # whatever the library makes of it: a stranger wrote it
        raise NotBelieved("cannot be opened") from wrong


def signer_of(inner: str, typ: str) -> str:
    """Whose signature it claims to carry: the thumbprint of their key. Raises NotBelieved."""
    if inner.count(".") != 2:
        raise NotBelieved("not signed")
    header = _header(inner.encode())
    kid = header.get("kid")
    if header != {"alg": SIGN, "typ": typ, "kid": kid} or not isinstance(kid, str):
        raise NotBelieved("signed in another way")
    return kid


def verified(inner: str, key: Key) -> dict[str, Any]:
    """The claims, which whoever holds that key wrote. Raises NotBelieved."""
    try:
        payload = jws.deserialize_compact(inner, OKPKey.import_key(dict(key)), algorithms=SIGNED_BY).payload
        claims = json.loads(payload)
    except Exception as wrong:
        raise NotBelieved("the signature is wrong") from wrong
    if not isinstance(claims, dict):
        raise NotBelieved("no claims")
    return claims


def _header(text: bytes) -> dict[str, Any]:
    part = text.split(b".", 1)[0]
    try:
        found = json.loads(urlsafe_b64decode(part + b"=" * (-len(part) % 4)))
    except (binascii.Error, ValueError, RecursionError) as wrong:
        raise NotBelieved("no header") from wrong
    if not isinstance(found, dict):
        raise NotBelieved("no header")
    return found
