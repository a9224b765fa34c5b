"""Ticket: a fault, or a question for help, from the first word to the answer that settled it."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity
from app.core.states import Machine
from app.models.location import Location
from app.models.organisation import Organisation
from app.models.room import Room
from app.models.space import Space
from app.models.stored_file import Holder, in_one_place

if TYPE_CHECKING:
    from app.models.user import FoyerUser


class TicketCategory(StrEnum):
    ROOM = "room"
    DESK = "desk"
    WIFI = "wifi"
    PRINTING = "printing"
    DOORS = "doors"
    CLEANING = "cleaning"
    INVOICES = "invoices"
    OTHER = "other"


class TicketStatus(StrEnum):
    """`waiting`: for the member. `closed`: solved some days ago, and no answer opens it again."""

    NEW = "new"
    OPEN = "open"
    WAITING = "waiting"
    SOLVED = "solved"
    REOPENED = "reopened"
    CLOSED = "closed"


T = TicketStatus
UNSOLVED = (T.NEW, T.OPEN, T.WAITING, T.REOPENED)


class Ticket(Entity):
    """`user_id` is whose it is; nobody's where staff found a fault themselves. `unanswered_since`: the first word of theirs that nobody answered yet.

    `title` is the beginning of what was said. `answered_at` is the first answer, `solved_at` the last time that it was solved.
    """

    __tablename__ = "ticket"
    __table_args__ = (
        Index("tickets_unanswered", "location_id", "unanswered_since", postgresql_where=text("unanswered_since IS NOT NULL")),
        Index("tickets_unsolved_of_room", "room_id", postgresql_where=text("status NOT IN ('solved', 'closed')")),
        Index("tickets_asked", "asked_at"),
    )

    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), index=True)
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id", ondelete="SET NULL"), index=True)
    space_id: Mapped[int | None] = mapped_column(ForeignKey("space.id", ondelete="SET NULL"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    category: Mapped[TicketCategory]
    title: Mapped[str] = mapped_column(String(120))
    status: Mapped[TicketStatus] = mapped_column(default=T.NEW, server_default="new")
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), index=True)
    asked_at: Mapped[dt.datetime]
    unanswered_since: Mapped[dt.datetime | None]
    answered_at: Mapped[dt.datetime | None]
    solved_at: Mapped[dt.datetime | None]
    request_key: Mapped[str | None] = mapped_column(String(120), unique=True)

    location: Mapped[Location] = relationship()
    room: Mapped[Room | None] = relationship()
    space: Mapped[Space | None] = relationship()
    user: Mapped[FoyerUser | None] = relationship(foreign_keys=[user_id])
    organisation: Mapped[Organisation | None] = relationship()
    assignee: Mapped[FoyerUser | None] = relationship(foreign_keys=[assignee_id])

    moves = Machine(
        take=(T.NEW, T.OPEN),
        wait=(UNSOLVED, T.WAITING),
        hear=(T.WAITING, T.OPEN),
        solve=(UNSOLVED, T.SOLVED),
        reopen=({T.SOLVED, T.CLOSED}, T.REOPENED),
        close=(T.SOLVED, T.CLOSED),
    )

    @property
    def place(self) -> str:
        """The room or space it is about; empty for the location as a whole."""
        return str(self.room or self.space or "")

    def __str__(self) -> str:
        return self.title


class TicketEntry(Entity):
    """Something that was said, or became of the ticket. `is_internal`: a note that the member does not see. `became` is the status with it."""

    __tablename__ = "ticket_entry"
    __table_args__ = (Index("entries_of_ticket", "ticket_id", "at"),)

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id", ondelete="CASCADE"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), index=True)
    author: Mapped[str] = mapped_column(String(200))
    is_staff: Mapped[bool]
    is_internal: Mapped[bool] = mapped_column(default=False, server_default="false")
    text: Mapped[str] = mapped_column(String(5000), default="", server_default="")
    became: Mapped[TicketStatus | None]
    at: Mapped[dt.datetime]

    ticket: Mapped[Ticket] = relationship()
    photos: Mapped[list[TicketPhoto]] = relationship(order_by="TicketPhoto.id", viewonly=True)

    def __str__(self) -> str:
        return str(self.ticket)


class TicketPhoto(Holder, Entity):
    """A picture with what was said, re-encoded by app/core/photo.py; a table of its own, because a permission of its own opens it."""

    __tablename__ = "ticket_photo"
    __table_args__ = in_one_place("ticket_photo")

    entry_id: Mapped[int] = mapped_column(ForeignKey("ticket_entry.id", ondelete="CASCADE"), index=True)
    sha256: Mapped[str] = mapped_column(String(64))
    width: Mapped[int]
    height: Mapped[int]

    entry: Mapped[TicketEntry] = relationship()
