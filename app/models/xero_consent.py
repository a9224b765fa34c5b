"""XeroConsent: that a person let Foyer into a company's books; a job turns the code that came back into tokens."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, deferred, mapped_column

from app.core.entity import Entity
from app.core.states import Machine


class ConsentState(StrEnum):
    GIVEN = "given"
    DONE = "done"
    FAILED = "failed"


S = ConsentState


class XeroConsent(Entity):
    """The code is good for five minutes and one use; it goes when it was used. `reason` says in words why nothing came of it."""

    __tablename__ = "xero_consent"
    __table_args__ = (CheckConstraint("(state = 'given') = (sealed_code IS NOT NULL)", name="used_code_is_gone"),)

    user_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), index=True)
    state: Mapped[ConsentState] = mapped_column(default=S.GIVEN, server_default="given")
    sealed_code: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    xero_connection_id: Mapped[int | None] = mapped_column(ForeignKey("xero_connection.id"))
    reason: Mapped[str] = mapped_column(String(500), default="", server_default="")

    moves = Machine(column="state", finish=(S.GIVEN, S.DONE), fail=(S.GIVEN, S.FAILED))
