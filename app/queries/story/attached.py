"""Comments and files by their number, for whoever may read the record that they hang on."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.records import may_read
from app.models import Attachment, Comment


def comment_of(session: Session, comment_id: int, *, by: Actor) -> Comment | None:
    """None as well for one on a record that they may not see."""
    row = session.get(Comment, comment_id)
    return row if row is not None and may_read(session, by, row.noun, row.noun_id) else None


def attached(session: Session, file_id: int, *, by: Actor) -> Attachment | None:
    """None as well for one on a record that they may not see."""
    row = session.get(Attachment, file_id)
    return row if row is not None and comment_of(session, row.comment_id, by=by) is not None else None
