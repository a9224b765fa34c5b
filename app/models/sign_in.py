"""SignIn: one session of one person in one browser: since when, from where, and what ended it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, event, inspect, update
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.entity import Record, table_of
from app.models.user import FoyerUser
from app.rules.sign_ins import EndedBy


class SignIn(Record):
    """Found by the hash of a secret that the browser's cookie alone holds. `ends_at` is its end whatever is done in it; `seen_at` is written once a minute at most.

    One that was idle for too long has no end written down: `end_of` says when it was (app/rules/sign_ins.py).
    """

    __tablename__ = "sign_in"
    __table_args__ = (
        CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="ended_says_how"),
        Index("sign_ins_of_person", "user_id", "began_at"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="CASCADE"))
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    began_at: Mapped[dt.datetime]
    seen_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]
    network: Mapped[str] = mapped_column(String(45), default="", server_default="")
    browser: Mapped[str] = mapped_column(String(40), default="", server_default="")
    system: Mapped[str] = mapped_column(String(40), default="", server_default="")
    ended_at: Mapped[dt.datetime | None]
    ended_by: Mapped[EndedBy | None]


@event.listens_for(FoyerUser, "after_update")
def end_with_epoch(_mapper: Any, connection: Any, user: FoyerUser) -> None:
    """A new epoch ends every session (models/user.py); here it is written down, for who looks at the list of them."""
    changed: Any = inspect(user).attrs
    if not changed.session_epoch.history.has_changes():
        return
    why = (
        EndedBy.PASSWORD
        if changed.password.history.has_changes()
        else EndedBy.SWITCHED_OFF
        if changed.active.history.has_changes()
        else EndedBy.ACCOUNT
    )
    table = table_of(SignIn)
    connection.execute(update(table).where(table.c.user_id == user.id, table.c.ended_at.is_(None)).values(ended_at=now(), ended_by=why))
