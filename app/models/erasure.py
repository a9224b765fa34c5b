"""Erasure: that a person was erased, step by step, and the receipt of it, which names nobody."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity
from app.core.states import Machine
from app.models.user import FoyerUser


class ErasureState(StrEnum):
    WORKING = "working"
    FAILED = "failed"
    DONE = "done"


E = ErasureState


class Erasure(Entity):
    """`done` counts the rows of each finished step by its name: where it is resumed, and in the end the receipt.

    `sealed_subject` holds what is searched for (addresses, names, numbers) until the last step, because the rows that say so go first.
    Who has no account is told by the number of their sign-up, whose row goes, or of their contact, whose row is kept as nobody's.
    """

    __tablename__ = "erasure"
    __table_args__ = (
        Index("one_erasure_a_person", "user_id", unique=True),
        Index("one_erasure_a_sign_up", "sign_up_id", unique=True),
        Index("one_erasure_a_contact", "contact_id", unique=True),
        CheckConstraint("num_nonnulls(user_id, sign_up_id, contact_id) = 1", name="of_one_person"),
        CheckConstraint("state <> 'done' OR sealed_subject IS NULL", name="done_forgets_the_subject"),
    )

    user_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    sign_up_id: Mapped[int | None] = mapped_column(BigInteger)
    contact_id: Mapped[int | None] = mapped_column(BigInteger)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    asked_by: Mapped[str] = mapped_column(String(200))
    state: Mapped[ErasureState] = mapped_column(default=E.WORKING, server_default="working")
    done: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    sealed_subject: Mapped[bytes | None] = mapped_column(LargeBinary)
    reason: Mapped[str] = mapped_column(String(1000), default="", server_default="")
    begun_at: Mapped[dt.datetime]
    finished_at: Mapped[dt.datetime | None]

    user: Mapped[FoyerUser | None] = relationship(foreign_keys=[user_id])

    moves = Machine(column="state", fail=(E.WORKING, E.FAILED), retry=({E.WORKING, E.FAILED}, E.WORKING), finish=(E.WORKING, E.DONE))

    def __str__(self) -> str:
        return f"Erasure of {self.user or (f'sign-up {self.sign_up_id}' if self.sign_up_id else f'contact {self.contact_id}')}"
