"""Links to a proposal or a contract: the secret is made from the row's key and the instance's own, so that its hash alone is kept.

The same row gives the same link: the reminder opens what the first mail opens, and nobody has to store it in between.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import urlsafe_b64encode
from hashlib import sha256

from flask import current_app

from app.access.link_secrets import hashed
from app.core.clock import now
from app.core.secrets import derived_key
from app.models import Paper


def renewed(paper: Paper) -> None:
    """Another link; the one before opens nothing any more."""
    paper.link_key = secrets.token_hex(16)
    paper.secret_hash = hashed(secret_of(paper))
    paper.revoked_at = None


def taken_back(paper: Paper) -> None:
    """Nothing opens it until it is `renewed`."""
    paper.revoked_at, paper.secret_hash, paper.link_key = now(), None, None


def secret_of(paper: Paper) -> str:
    """43 characters that stand in an address as they are."""
    key = derived_key(current_app.extensions["settings"].secret_key, "paper links")
    return urlsafe_b64encode(hmac.new(key, f"{paper.id}:{paper.link_key}".encode(), sha256).digest()).decode().rstrip("=")


def link_of(paper: Paper) -> str:
    """The address that is mailed."""
    base = current_app.extensions["settings"].public_url.rstrip("/")
    return f"{base}/sign/{secret_of(paper)}"
