"""For how long somebody may change or take back a comment of theirs, as the operator chose."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app.core import clock
from app.models import Comment
from app.queries.settings import setting

EDIT_MINUTES = "comment.edit_minutes"
EDIT_CHOICES = ("15", "5", "60", "1440")


def changes_until(session: Session) -> dt.timedelta:
    """How long after it was written."""
    return dt.timedelta(minutes=int(setting(session, EDIT_MINUTES, EDIT_CHOICES[0])))


def may_change(row: Comment, user_id: int | None, within: dt.timedelta) -> bool:
    """Their own, not taken back, and not too long ago."""
    return user_id is not None and row.author_id == user_id and row.removed_at is None and clock.now() - row.created_at <= within
