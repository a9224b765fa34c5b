"""What other networks said of a PIN: the kiosk looks here until it knows (K4)."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.errors import Missing
from app.models import CheckIn, PeerQuestion
from app.models.peer import Answer

HELD_FOR = dt.timedelta(seconds=4)  # the longest that somebody stands at the desk for it


def answer_to(session: Session, key: str) -> tuple[Answer, CheckIn | None]:
    """ASKED while the answer is awaited; after four seconds it is UNREACHABLE, whatever hangs. With OK comes the check-in. Raises Missing."""
    question = session.scalars(select(PeerQuestion).where(PeerQuestion.key == key)).one_or_none()
    if question is None:
        raise Missing(_("Question not found."))
    if question.answer is Answer.ASKED and clock.now() >= question.asked_at + HELD_FOR:
        return Answer.UNREACHABLE, None
    return question.answer, session.get(CheckIn, question.check_in_id) if question.check_in_id is not None else None


def asks_to_leave(session: Session, key: str) -> bool:
    """Whether they who stand there want to check out: as it was asked, so does it end."""
    return bool(session.scalar(select(PeerQuestion.leaving).where(PeerQuestion.key == key)))
