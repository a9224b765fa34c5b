"""That somebody did something in a session, which begins its time of rest anew."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select, update

from app.access.actor import SYSTEM
from app.core import clock
from app.models import SignIn
from app.work import transaction

SEEN_AGAIN = dt.timedelta(minutes=1)


def note_seen(sign_in_id: int) -> None:
    """Once in SEEN_AGAIN. Of the requests of one page the first writes, and none waits for it."""
    at = clock.now()
    due = select(SignIn.id).where(SignIn.id == sign_in_id, SignIn.ended_at.is_(None), SignIn.seen_at <= at - SEEN_AGAIN)
    with transaction(by=SYSTEM) as work:
        work.session.execute(
            update(SignIn).where(SignIn.id.in_(due.with_for_update(skip_locked=True))).values(seen_at=at),
            execution_options={"synchronize_session": False},
        )
