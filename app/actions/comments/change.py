"""Change or take back a comment of one's own, soon after it was written; the audit keeps what it was."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor
from app.access.records import record
from app.actions.comments.write import fitting, forget_told, tell_changed
from app.core import clock
from app.core.errors import Missing, Refused
from app.models import Comment
from app.queries.comment_terms import changes_until, may_change
from app.work import Work, transaction


def change_comment(comment_id: int, *, text: str, by: Actor) -> Comment:
    """Raises Refused at `text` when it is empty, and for one that is not theirs or too old."""
    with transaction(by=by) as work:
        comment, row = _own(work, comment_id)
        words = fitting(text)
        if not words and not comment.files:
            raise Refused(_("Write something, or take the comment back."), field="text")
        if words != comment.text:
            comment.text, comment.changed_at = words, clock.now()
            tell_changed(work, comment, row)
    return comment


def remove_comment(comment_id: int, *, by: Actor) -> Comment:
    """Its files go, and what people were told of it; its line stays. Raises Refused for one that is not theirs or too old."""
    with transaction(by=by) as work:
        comment, _row = _own(work, comment_id)
        comment.text, comment.removed_at = "", clock.now()
        comment.files.clear()
        forget_told(work, comment)
    return comment


def _own(work: Work, comment_id: int) -> tuple[Comment, object]:
    comment = work.session.scalars(select(Comment).where(Comment.id == comment_id).with_for_update()).one_or_none()
    if comment is None:
        raise Missing(_("This comment is not there any more."))
    row = record(work.session, work.by, comment.noun, comment.noun_id)
    within = changes_until(work.session)
    if comment.author_id != work.by.id or comment.removed_at is not None:
        raise Refused(_("Only whoever wrote a comment can change it."))
    if not may_change(comment, work.by.id, within):
        raise Refused(
            _(
                "A comment can be changed for %(minutes)d minutes after it was written. Write another one.",
                minutes=within.total_seconds() // 60,
            )
        )
    return comment, row
