"""Exports that somebody asked for, newest first: each may be fetched by who asked, and is seen by nobody else."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock
from app.models import Erasure, PersonalExport

MOST = 10


def exports_asked(session: Session, *, asked_by_id: int, user_id: int) -> list[PersonalExport]:
    """Those that are not over."""
    query = select(PersonalExport).where(
        PersonalExport.asked_by_id == asked_by_id, PersonalExport.user_id == user_id, PersonalExport.expires_at > clock.now()
    )
    return list(session.scalars(query.order_by(PersonalExport.id.desc()).limit(MOST)))


def erasure_of(session: Session, user_id: int) -> Erasure | None:
    return session.scalars(select(Erasure).where(Erasure.user_id == user_id)).one_or_none()
