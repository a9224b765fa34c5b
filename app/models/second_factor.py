"""SecondFactor: the secret that a person's phone shares with us, and the codes for the day the phone is gone."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.entity import Record


class SecondFactor(Record):
    """Counts once it is confirmed by a code. `last_step` is the newest half minute whose code was used: older ones are refused (ASVS 6.5.1)."""

    __tablename__ = "second_factor"

    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="CASCADE"), unique=True)
    sealed_secret: Mapped[bytes] = mapped_column(LargeBinary)
    last_step: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    made_at: Mapped[dt.datetime]
    confirmed_at: Mapped[dt.datetime | None]


class RecoveryCode(Record):
    """Kept as a keyed hash, good once."""

    __tablename__ = "recovery_code"
    __table_args__ = (Index("one_code", "user_id", "code_hash", unique=True),)

    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="CASCADE"))
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[dt.datetime | None]
