"""Links to a proposal or a contract."""

from __future__ import annotations

import secrets

from flask import current_app

from app.access.link_secrets import hashed
from app.access.made_secrets import MadeSecret
from app.core.clock import now
from app.models import Paper


def made(paper: Paper) -> MadeSecret:
    return MadeSecret("paper links", f"{paper.id}:{paper.link_key}", paper.secret_hash)


def renewed(paper: Paper) -> None:
    """Another link; the one before opens nothing any more."""
    paper.link_key = secrets.token_hex(16)
    paper.secret_hash = hashed(made(paper).newest)
    paper.revoked_at = None


def taken_back(paper: Paper) -> None:
    """Nothing opens it until it is `renewed`."""
    paper.revoked_at, paper.secret_hash, paper.link_key = now(), None, None


def secret_of(paper: Paper) -> str:
    return made(paper).text


def link_of(paper: Paper) -> str:
    """The address that is mailed."""
    base = current_app.extensions["settings"].public_url.rstrip("/")
    return f"{base}/sign/{secret_of(paper)}"
