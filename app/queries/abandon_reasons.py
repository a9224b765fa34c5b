"""The reasons that can be chosen when a deal is lost (C5)."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import AbandonReason


def reasons_in_use(session: Session) -> list[AbandonReason]:
    """By name."""
    return list(session.scalars(select(AbandonReason).where(AbandonReason.is_active).order_by(AbandonReason.name)))
