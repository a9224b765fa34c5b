"""Notification: one thing that one member of staff is told inside Foyer, once; and how each wants to hear of which kind."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.entity import Entity


class NotificationKind(StrEnum):
    """What happened; app/rendering/notifications.py has a sentence and a name for each."""

    MENTION = "mention"
    TASK_GIVEN = "task_given"
    TASK_OVERDUE = "task_overdue"
    SIGNED_UP = "signed_up"
    LEAD_ASSIGNED = "lead_assigned"
    HOLD_ENDS = "hold_ends"
    PAPER_AGREED = "paper_agreed"
    PAPER_DECLINED = "paper_declined"
    PAYMENT_FAILED = "payment_failed"
    DUNNING_ESCALATED = "dunning_escalated"
    APPROVAL_ASKED = "approval_asked"
    BULK_FINISHED = "bulk_finished"
    TICKET_GIVEN = "ticket_given"
    TICKET_ANSWERED = "ticket_answered"
    MAIL_RETURNED = "mail_returned"
    JOB_PARKED = "job_parked"
    HEALTH_RED = "health_red"


class Way(StrEnum):
    """`digest`: in the bell, and in the mail of the morning while it is unread. `none`: not at all."""

    BELL = "bell"
    DIGEST = "digest"
    NONE = "none"


class Notification(Entity):
    """`noun` and `noun_id` name the record that it is about, and `permission` is what its reader needs; `words` fill the sentence of its kind.

    What is about no record leads to `path`, an address within Foyer. `key` makes the same fact one row a person. `mailed_at`: it was in a digest.
    """

    __tablename__ = "notification"
    __table_args__ = (
        UniqueConstraint("user_id", "key", name="told_once"),
        CheckConstraint("(noun = '') = (noun_id IS NULL)", name="names_its_record"),
        Index("notifications_of_person", "user_id", "id"),
        Index("unread_notifications", "user_id", postgresql_where=text("read_at IS NULL")),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="CASCADE"))
    kind: Mapped[NotificationKind]
    noun: Mapped[str] = mapped_column(String(60), default="", server_default="")
    noun_id: Mapped[int | None] = mapped_column(BigInteger)
    permission: Mapped[str] = mapped_column(String(60))
    path: Mapped[str] = mapped_column(String(300), default="", server_default="")
    words: Mapped[dict[str, Any]]
    key: Mapped[str] = mapped_column(String(200))
    read_at: Mapped[dt.datetime | None]
    mailed_at: Mapped[dt.datetime | None]


class NotificationSwitch(Entity):
    """What a person chose for one kind; without a row it is app/queries/notifications/ways.py that says."""

    __tablename__ = "notification_switch"
    __table_args__ = (UniqueConstraint("user_id", "kind", name="one_switch_a_kind"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="CASCADE"))
    kind: Mapped[NotificationKind]
    way: Mapped[Way]
