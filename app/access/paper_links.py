"""Links to a proposal or a contract: the secret is made from the row's key and the instance's own, so that its hash alone is kept.

The same row gives the same link: the reminder opens what the first mail opens, and nobody has to store it in between.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import urlsafe_b64encode
from hashlib import sha256

from flask import current_app

from app.access.house_keys import keys_for
from app.access.link_secrets import hashed
from app.core.clock import now
from app.models import Paper


def renewed(paper: Paper) -> None:
    """Another link; the one before opens nothing any more."""
    paper.link_key = secrets.token_hex(16)
    paper.secret_hash = hashed(_secrets(paper)[0])
    paper.revoked_at = None


def taken_back(paper: Paper) -> None:
    """Nothing opens it until it is `renewed`."""
    paper.revoked_at, paper.secret_hash, paper.link_key = now(), None, None


def secret_of(paper: Paper) -> str:
    """43 characters that stand in an address as they are: those of which the hash is kept, whichever key of ours made them."""
    found = _secrets(paper)
    return next((each for each in found if hashed(each) == paper.secret_hash), found[0])


def still_made(paper: Paper) -> bool:
    """Does a key of ours make the secret that opens it?"""
    return hashed(secret_of(paper)) == paper.secret_hash


def is_of_present_key(paper: Paper) -> bool:
    """Or of another one, and then its link opens nothing once that is taken away."""
    return hashed(_secrets(paper)[0]) == paper.secret_hash


def _secrets(paper: Paper) -> list[str]:
    said = f"{paper.id}:{paper.link_key}".encode()
    return [urlsafe_b64encode(hmac.new(key, said, sha256).digest()).decode().rstrip("=") for key in keys_for("paper links")]


def link_of(paper: Paper) -> str:
    """The address that is mailed."""
    base = current_app.extensions["settings"].public_url.rstrip("/")
    return f"{base}/sign/{secret_of(paper)}"
