"""Webhooks out: who is told of what at which address, every message to them, and every try (Standard Webhooks 1.0)."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity, Record
from app.core.states import Machine
from app.models.location import Location
from app.models.user import FoyerUser


class WebhookStatus(StrEnum):
    """`paused` by a person; `stopped` by the house, because the receiver said that it is gone or took nothing for days."""

    ACTIVE = "active"
    PAUSED = "paused"
    STOPPED = "stopped"


class Webhook(Entity):
    """Hears of what its owner may see, of one location or of all. Both secrets are sealed; the one before signs as well until `old_until`.
    `made_with` is the key of the form that made it, `secret_with` that of the form that made its secret: the same form again makes nothing.

    `failures` in a row, since `failing_since`; after some of them nothing is sent before `rests_until`. `trouble`: what was wrong
    with the last try, or why the house stopped it.
    """

    __tablename__ = "webhook"

    description: Mapped[str] = mapped_column(String(200))
    url: Mapped[str] = mapped_column(String(500))
    events: Mapped[list[str]] = mapped_column(ARRAY(String(40)))
    location_id: Mapped[int | None] = mapped_column(ForeignKey("location.id"), index=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"), index=True)
    status: Mapped[WebhookStatus] = mapped_column(default=WebhookStatus.ACTIVE, server_default="active")
    sealed_secret: Mapped[bytes] = mapped_column(LargeBinary)
    sealed_old_secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    old_until: Mapped[dt.datetime | None]
    failures: Mapped[int] = mapped_column(default=0, server_default="0")
    failing_since: Mapped[dt.datetime | None]
    rests_until: Mapped[dt.datetime | None]
    delivered_at: Mapped[dt.datetime | None]
    trouble: Mapped[str] = mapped_column(String(300), default="", server_default="")
    made_with: Mapped[str | None] = mapped_column(String(80), unique=True)
    secret_with: Mapped[str | None] = mapped_column(String(80))

    location: Mapped[Location | None] = relationship()
    owner: Mapped[FoyerUser] = relationship()

    moves = Machine(
        pause=({WebhookStatus.ACTIVE, WebhookStatus.STOPPED}, WebhookStatus.PAUSED),
        resume=({WebhookStatus.PAUSED, WebhookStatus.STOPPED}, WebhookStatus.ACTIVE),
        stop=(WebhookStatus.ACTIVE, WebhookStatus.STOPPED),
    )

    def __str__(self) -> str:
        return self.description


class MessageState(StrEnum):
    DUE = "due"
    DELIVERED = "delivered"
    FAILED = "failed"


class WebhookMessage(Record):
    """One event for one address: stored before it is sent, and sent with the same `message_id` however often. `body` is what was signed, byte for byte;
    `tries` counts since it was last asked for. A row whose lease is over belongs to nobody."""

    __tablename__ = "webhook_message"
    __table_args__ = (
        UniqueConstraint("webhook_id", "message_id", name="one_message_an_event"),
        Index("messages_due", "webhook_id", "id", postgresql_where=text("state = 'due'")),
        Index("messages_by_age", "made_at"),
        Index("messages_about", "webhook_id", "noun", "noun_id"),
    )

    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhook.id", ondelete="CASCADE"))
    message_id: Mapped[str] = mapped_column(String(60))
    event: Mapped[str] = mapped_column(String(40))
    noun: Mapped[str] = mapped_column(String(40), default="", server_default="")
    noun_id: Mapped[int | None] = mapped_column(BigInteger)
    body: Mapped[str] = mapped_column(Text)
    state: Mapped[MessageState] = mapped_column(default=MessageState.DUE, server_default="due")
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    next_at: Mapped[dt.datetime]
    lease_until: Mapped[dt.datetime | None]
    made_at: Mapped[dt.datetime]
    settled_at: Mapped[dt.datetime | None]

    webhook: Mapped[Webhook] = relationship()
    attempts: Mapped[list[WebhookAttempt]] = relationship(order_by="WebhookAttempt.id", viewonly=True)

    moves = Machine(
        column="state",
        deliver=(MessageState.DUE, MessageState.DELIVERED),
        fail=(MessageState.DUE, MessageState.FAILED),
        again=(set(MessageState), MessageState.DUE),
    )

    def __str__(self) -> str:
        return f"{self.event} {self.message_id}"


class WebhookAttempt(Record):
    """One try: `answered` is the HTTP status, none where no answer came; `response` its first 2,000 characters; `took_ms` milliseconds."""

    __tablename__ = "webhook_attempt"

    message_id: Mapped[int] = mapped_column(ForeignKey("webhook_message.id", ondelete="CASCADE"), index=True)
    at: Mapped[dt.datetime]
    took_ms: Mapped[int]
    answered: Mapped[int | None]
    reason: Mapped[str] = mapped_column(String(300), default="", server_default="")
    response: Mapped[str] = mapped_column(String(2000), default="", server_default="")

    message: Mapped[WebhookMessage] = relationship(viewonly=True)
