"""AddressChange: a person's wish for another mail address, which takes effect once both mailboxes have said yes."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity
from app.core.states import Machine
from app.models.user import FoyerUser


class ChangeState(StrEnum):
    ASKED = "asked"
    DONE = "done"
    STOPPED = "stopped"


class AddressChange(Entity):
    __tablename__ = "address_change"
    __table_args__ = (Index("one_change_at_a_time", "user_id", unique=True, postgresql_where=text("state = 'asked'")),)

    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="CASCADE"), index=True)
    old_address: Mapped[str] = mapped_column(String(320))
    new_address: Mapped[str] = mapped_column(String(320))
    state: Mapped[ChangeState] = mapped_column(default=ChangeState.ASKED, server_default="asked")
    old_said_yes_at: Mapped[dt.datetime | None]
    new_said_yes_at: Mapped[dt.datetime | None]

    user: Mapped[FoyerUser] = relationship()

    moves = Machine(
        column="state",
        confirm=(ChangeState.ASKED, ChangeState.DONE),
        stop=(ChangeState.ASKED, ChangeState.STOPPED),
    )

    def __str__(self) -> str:
        return f"{self.old_address} to {self.new_address}"
