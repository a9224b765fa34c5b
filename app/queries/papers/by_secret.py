"""The paper that a link opens, for reading."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.link_secrets import LONGEST, hashed
from app.models import Paper


def paper_by_secret(session: Session, secret: str) -> Paper | None:
    """None for a secret that opens nothing: made up, taken back, or replaced by a newer one."""
    if not secret or len(secret) > LONGEST:
        return None
    return session.scalars(select(Paper).where(Paper.secret_hash == hashed(secret), Paper.revoked_at.is_(None))).one_or_none()
