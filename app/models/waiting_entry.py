"""WaitingEntry: who waits for a place, where, for how many people and since when."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity
from app.core.states import Machine
from app.models.location import Location
from app.models.organisation import Organisation
from app.models.space import Space, SpaceKind


class WaitingStatus(StrEnum):
    WAITING = "waiting"
    OFFERED = "offered"
    SERVED = "served"
    WITHDRAWN = "withdrawn"


W = WaitingStatus


class WaitingEntry(Entity):
    """For one space, for any of a kind, or for whatever comes free at the location. Whoever waits longest is asked first.

    A declined or lapsed offer puts nobody back: `since` stays. `organisation_id` is empty for somebody who is no customer yet.
    `ended_at` is when they were served or withdrawn, from which the term of retention counts; empty for who was before it was written down.
    """

    __tablename__ = "waiting_entry"
    __table_args__ = (
        CheckConstraint("places > 0", name="places_are_positive"),
        CheckConstraint("space_id IS NULL OR kind IS NULL", name="one_wish"),
        Index("waiting_entry_by_address", text("lower(email)")),
        Index("waiting_entry_open", "location_id", "since", postgresql_where=text("status IN ('waiting', 'offered')")),
    )

    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), index=True)
    space_id: Mapped[int | None] = mapped_column(ForeignKey("space.id"), index=True)
    kind: Mapped[SpaceKind | None]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(320))
    places: Mapped[int] = mapped_column(default=1, server_default="1")
    starts_on: Mapped[dt.date]
    since: Mapped[dt.date]
    note: Mapped[str] = mapped_column(String(1000), default="", server_default="")
    status: Mapped[WaitingStatus] = mapped_column(default=W.WAITING, server_default="waiting")
    reason: Mapped[str] = mapped_column(String(500), default="", server_default="")
    ended_at: Mapped[dt.datetime | None]

    location: Mapped[Location] = relationship()
    space: Mapped[Space | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship()

    moves = Machine(
        offer=(W.WAITING, W.OFFERED),
        release=(W.OFFERED, W.WAITING),
        serve=(W.OFFERED, W.SERVED),
        withdraw=({W.WAITING, W.OFFERED}, W.WITHDRAWN),
    )

    @property
    def waits_as(self) -> int:
        """Whom P15 takes them for: their organisation, or one that nobody else is."""
        return self.organisation_id or -self.id

    def __str__(self) -> str:
        return self.name
