"""MailBounce: one report that a mail did not arrive; and how far the mailbox of such reports was read."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.entity import Record


class MailBounce(Record):
    """`attempt` of the delivery it came for; `mark` is the report's own, so that it counts once. `is_theirs`: it names the address that we wrote to, and not one that the mail was passed on to."""

    __tablename__ = "mail_bounce"
    __table_args__ = (Index("one_bounce_a_report", "delivery_id", "mark", unique=True),)

    delivery_id: Mapped[int] = mapped_column(ForeignKey("delivery.id", ondelete="CASCADE"))
    attempt: Mapped[int]
    mark: Mapped[str] = mapped_column(String(64))
    at: Mapped[dt.datetime]
    status: Mapped[str] = mapped_column(String(12))
    is_theirs: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(300), default="", server_default="")


class BounceMailbox(Record):
    """One row. `place` marks which mailbox it is of, and with which password; `uid` is the last mail that was read, in the count of `valid` (UIDVALIDITY). Nobody asks before `rests_until`."""

    __tablename__ = "bounce_mailbox"

    place: Mapped[str] = mapped_column(String(64), default="", server_default="")
    valid: Mapped[str] = mapped_column(String(40), default="", server_default="")
    uid: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    rests_until: Mapped[dt.datetime | None]
    trouble: Mapped[str] = mapped_column(String(500), default="", server_default="")
