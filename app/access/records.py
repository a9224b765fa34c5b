"""Records: what has a page, a story, comments, tasks and notifications of its own, for whoever may see it."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.nouns import BY_NOUN, READS
from app.access.scope import narrowed
from app.core.errors import Missing


def model_of(noun: str) -> Any:
    """Raises Missing for what has no page."""
    if noun not in BY_NOUN:
        raise _missing()
    return BY_NOUN[noun]


def may_read(session: Session, by: Actor, noun: str, row_id: int) -> bool:
    """Whether somebody of the staff may see that record, which is there. Raises Missing for what has no page."""
    query = _seen(by, model_of(noun), row_id)
    return query is not None and bool(session.scalar(select(query.exists())))


def record(session: Session, by: Actor, noun: str, row_id: int) -> Any:
    """The record. Raises Missing unless `by` is of the staff and may read it."""
    query = _seen(by, model_of(noun), row_id)
    found = session.scalars(query).one_or_none() if query is not None else None
    if found is None:
        raise _missing()
    return found


def _seen(by: Actor, model: Any, row_id: int) -> Any:
    """The record, if it is in the scope of `by`; None for who may read none of its kind."""
    return narrowed(select(model).where(model.id == row_id), by, model) if by.is_staff and by.may(READS[model]) else None


def _missing() -> Missing:
    return Missing(_("This is not there any more, or not for you to see."))
