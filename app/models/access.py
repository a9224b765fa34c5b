"""Access: what one person should have, and has, in one of the systems that open doors, printers and the WiFi (A1)."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity
from app.core.states import Machine
from app.models.location import Location
from app.rules.access import Standing, System

if TYPE_CHECKING:
    from app.models.user import FoyerUser


class AccessState(StrEnum):
    WANTED = "wanted"
    WORKING = "working"
    GRANTED = "granted"
    SUSPENDED = "suspended"
    GONE = "gone"
    FAILED = "failed"


S = AccessState


class Access(Entity):
    """`wanted` is what the licenses give, `held` what the system last confirmed: {"standing", "groups": {name: [license codes]}, "until"}.
    The groups of doors are those that Salto may have: those of an attempt whose answer is out, too, and while closed those of before.

    `drift` lists, in words, where the system itself was found to differ from `held`. `sealed_password` is the WiFi's or the
    printers' own, never the one to sign in with (A4); `sealed_new_password` one that the system was not told yet. Doors know a person by two ids, of the site and of the platform; `asked_at` is when
    they were last asked to make this person, which they may not tell of for a minute. `balance_cents` is the credit of a print account,
    `let_go_cents` how much of it a person gave up with the account.
    """

    __tablename__ = "access"
    __table_args__ = (
        Index("one_access_a_system", "user_id", "system", unique=True),
        Index("one_name_a_system", "system", "username", unique=True),
        Index("access_open", "system", "state", postgresql_where=text("state IN ('wanted', 'working', 'failed')")),
    )

    if TYPE_CHECKING:  # answered in app/models/to_decide.py; only who looks for them asks
        to_decide: Mapped[bool]

    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    location_id: Mapped[int | None] = mapped_column(ForeignKey("location.id"), index=True)
    system: Mapped[System]
    state: Mapped[AccessState] = mapped_column(default=S.WANTED, server_default="wanted")
    username: Mapped[str] = mapped_column(String(64))
    wanted: Mapped[dict[str, Any]]
    held: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    drift: Mapped[list[dict[str, Any]]] = mapped_column(default=list, server_default="[]")
    sealed_password: Mapped[bytes | None] = mapped_column(LargeBinary)
    sealed_new_password: Mapped[bytes | None] = mapped_column(LargeBinary)
    balance_cents: Mapped[int | None] = mapped_column(BigInteger)
    balance_read_at: Mapped[dt.datetime | None]
    let_go_cents: Mapped[int | None] = mapped_column(BigInteger)
    asked_at: Mapped[dt.datetime | None]
    external_id: Mapped[str | None] = mapped_column(String(60))
    platform_id: Mapped[str | None] = mapped_column(String(60))
    attempt: Mapped[int] = mapped_column(default=0, server_default="0")
    reason: Mapped[str] = mapped_column(String(1000), default="", server_default="")
    settled_at: Mapped[dt.datetime | None]
    checked_at: Mapped[dt.datetime | None]

    user: Mapped[FoyerUser] = relationship()
    location: Mapped[Location | None] = relationship()

    moves = Machine(
        column="state",
        want=(set(S), S.WANTED),
        start=({S.WANTED, S.WORKING}, S.WORKING),
        grant=(S.WORKING, S.GRANTED),
        suspend=(S.WORKING, S.SUSPENDED),
        remove=(S.WORKING, S.GONE),
        wait=(S.WORKING, S.WANTED),
        fail=(S.WORKING, S.FAILED),
        retry=(S.FAILED, S.WANTED),
    )

    @property
    def name(self) -> str:
        return str(self.user)

    @property
    def keeps_credit(self) -> bool:
        """A print account that no license asks for, closed, with credit in it that a person has to decide about."""
        return (
            self.system is System.PRINTING
            and self.state is S.FAILED
            and self.wanted.get("standing") == Standing.NONE
            and (self.balance_cents or 0) > 0
        )

    @property
    def groups(self) -> list[str]:
        """Names of the groups that the person should be in."""
        return list(self.wanted.get("groups", {}))

    def __str__(self) -> str:
        return f"{self.system.value} of {self.user}"
