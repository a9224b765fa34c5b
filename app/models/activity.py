"""Activity: what happened with a contact: a call, a mail, a meeting, a visit, a note."""

from __future__ import annotations

import datetime as dt
import uuid
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy import text as sql_text
from sqlalchemy.dialects.postgresql import UUID
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity
from app.core.states import Machine
from app.models.booking import Booking
from app.models.contact import Contact
from app.models.lead import Lead
from app.models.location import Location

if TYPE_CHECKING:
    from app.models.paper import Paper
    from app.models.task import Task
    from app.models.user import FoyerUser


class ActivityKind(StrEnum):
    """`enquiry`: they wrote through a form or an integration; `reply`: their mail was found in the archive; the last four: what became of a proposal or a contract."""

    ENQUIRY = "enquiry"
    CALL = "call"
    EMAIL = "email"
    REPLY = "reply"
    MEETING = "meeting"
    VISIT = "visit"
    NOTE = "note"
    ACCEPTED = "accepted"
    SIGNED = "signed"
    DECLINED = "declined"
    EXPIRED = "expired"


class ActivityStatus(StrEnum):
    PLANNED = "planned"
    DONE = "done"
    CANCELLED = "cancelled"


A = ActivityStatus


class Activity(Entity):
    """`at` is when it was, or will be; a meeting or visit lasts `minutes`, and its invitation is `uid` with a rising `sequence`.

    `host` is the colleague who receives them, `booking` the room that is kept for it; `invites`: whether the contact hears of it by mail.

    `paper_id` is the proposal or contract whose answer it tells. `lead_id` is empty for what belongs to the person alone. `message_id` is the header of a mail, so that it is told once,
    and `key` the number that a program gave to an enquiry which went on with an open lead.
    """

    __tablename__ = "activity"
    __table_args__ = (
        CheckConstraint("minutes > 0", name="lasts_some_time"),
        CheckConstraint("kind IN ('meeting', 'visit') OR uid IS NULL", name="meetings_invite"),
        CheckConstraint("status <> 'planned' OR num_nonnulls(minutes, uid) = 2", name="planned_has_a_length"),
        Index("activities_of_contact", "contact_id", "at"),
        Index("activities_of_lead", "lead_id", "at"),
        Index("one_activity_a_message", "contact_id", "message_id", unique=True),
        Index("one_activity_a_key", "key", unique=True, postgresql_where=sql_text("key IS NOT NULL")),
    )

    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), index=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("lead.id"))
    paper_id: Mapped[int | None] = mapped_column(ForeignKey("paper.id", ondelete="SET NULL"), index=True)
    task_id: Mapped[int | None] = mapped_column(ForeignKey("task.id", ondelete="SET NULL"), index=True)
    kind: Mapped[ActivityKind]
    status: Mapped[ActivityStatus] = mapped_column(default=A.DONE, server_default="done")
    at: Mapped[dt.datetime]
    minutes: Mapped[int | None]
    place: Mapped[str] = mapped_column(String(200), default="", server_default="")
    subject: Mapped[str] = mapped_column(String(300), default="", server_default="")
    text: Mapped[str] = mapped_column(Text, default="", server_default="")
    message_id: Mapped[str | None] = mapped_column(String(998))
    key: Mapped[str | None] = mapped_column(String(120))
    uid: Mapped[uuid.UUID | None] = mapped_column(UUID(as_uuid=True))
    sequence: Mapped[int] = mapped_column(default=0, server_default="0")
    invites: Mapped[bool] = mapped_column(default=False, server_default="false")
    host_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id", ondelete="SET NULL"), index=True)
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("booking.id", ondelete="SET NULL"), index=True)
    done_by: Mapped[str] = mapped_column(String(200), default="", server_default="")

    location: Mapped[Location] = relationship()
    contact: Mapped[Contact] = relationship()
    lead: Mapped[Lead | None] = relationship()
    paper: Mapped[Paper | None] = relationship()
    task: Mapped[Task | None] = relationship()
    host: Mapped[FoyerUser | None] = relationship()
    booking: Mapped[Booking | None] = relationship()

    moves = Machine(hold=(A.PLANNED, A.DONE), cancel=(A.PLANNED, A.CANCELLED))

    def __str__(self) -> str:
        return self.subject or self.kind.value
