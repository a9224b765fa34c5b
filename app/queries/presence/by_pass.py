"""The visit that a pass is for."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.link_secrets import LONGEST, hashed
from app.models import Visit


def visit_by_pass(session: Session, secret: str) -> Visit | None:
    """In whatever state it is, so that a page can say that it was cancelled; None for a secret that is none."""
    if not secret or len(secret) > LONGEST:
        return None
    return session.scalars(select(Visit).where(Visit.secret_hash == hashed(secret))).one_or_none()
