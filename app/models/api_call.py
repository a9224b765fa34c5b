"""ApiCall: a writing call of a program under its Idempotency-Key, and what it was answered."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.entity import Record


class ApiCall(Record):
    """Stored before the effect. `asked` and `key_hash` are SHA-256, so that neither what was asked nor a key that tells something is kept in clear; the answer
    is sealed. `attempt` is the fence: who took over a call whose process died raises it. Without a `status` it is still at work, until `busy_until`."""

    __tablename__ = "api_call"
    __table_args__ = (Index("one_call_a_key", "user_id", "key_hash", unique=True), Index("calls_by_age", "made_at"))

    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="CASCADE"))
    key_hash: Mapped[str] = mapped_column(String(64))
    asked: Mapped[str] = mapped_column(String(64))
    attempt: Mapped[int] = mapped_column(default=1, server_default="1")
    busy_until: Mapped[dt.datetime]
    status: Mapped[int | None]
    sealed_answer: Mapped[bytes | None] = mapped_column(LargeBinary)
    made_at: Mapped[dt.datetime]
