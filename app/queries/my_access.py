"""What a person may use: their own accounts, for their own page."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Access
from app.models.access import AccessState
from app.rules.access import System


def my_access(session: Session, user_id: int) -> list[Access]:
    """In the order of the systems; what is gone is not told."""
    query = select(Access).where(Access.user_id == user_id, Access.state != AccessState.GONE)
    return sorted(session.scalars(query), key=lambda row: list(System).index(row.system))
