"""Lead: somebody who may become a member, where, how warm, and who works on it; and how its heat moved."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity, Record
from app.core.states import Machine
from app.models.contact import Contact
from app.models.location import Location
from app.rules.lead_heat import Heat

if TYPE_CHECKING:
    from app.models.user import FoyerUser


class LeadStatus(StrEnum):
    OPEN = "open"
    WON = "won"
    ABANDONED = "abandoned"


class LeadOrigin(StrEnum):
    """The way it came in; how they heard of us is `source`."""

    WEB = "web"
    STAFF = "staff"
    INTEGRATION = "integration"
    IMPORT = "import"


L = LeadStatus


class Lead(Entity):
    """What they asked for, as they said it. Its person is `contact`, who may have other leads, earlier or elsewhere.

    `asked_at` is when it came in, which for a rescued one is when it was sent. `heard_at` is the last sign of life, from which silence
    is counted (C2, S5). `referrer_id` is a user who sent them and is rewarded (C4); `referred_by` what they wrote themselves.
    `places` and `wanted_on`: for how many people, from when. `owner_id` is who works on it, empty while nobody does. `key` is the
    number that a program gave it, so that it is told once.
    """

    __tablename__ = "lead"
    __table_args__ = (
        CheckConstraint("places > 0", name="places_are_positive"),
        CheckConstraint("(status = 'open') = (closed_at IS NULL)", name="closed_has_its_time"),
        Index("lead_words_trgm", text("(name || ' ' || company || ' ' || email) gin_trgm_ops"), postgresql_using="gin"),
        Index("leads_by_asking", "asked_at", "id"),
        Index("open_leads_by_address", text("lower(email)"), postgresql_where=text("status = 'open'")),
        Index("open_leads_by_phone", text("right(regexp_replace(phone, '[^0-9]', '', 'g'), 4)"), postgresql_where=text("status = 'open'")),
        Index("open_leads", "location_id", "heard_at", postgresql_where=text("status = 'open'")),
    )

    code: Mapped[str] = mapped_column(String(40), unique=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), index=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    status: Mapped[LeadStatus] = mapped_column(default=L.OPEN, server_default="open")
    origin: Mapped[LeadOrigin] = mapped_column(default=LeadOrigin.STAFF, server_default="staff")
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(320), default="", server_default="")
    phone: Mapped[str] = mapped_column(String(40), default="", server_default="")
    company: Mapped[str] = mapped_column(String(200), default="", server_default="")
    message: Mapped[str] = mapped_column(String(4000), default="", server_default="")
    places: Mapped[int | None]
    wanted_on: Mapped[dt.date | None]
    source: Mapped[str] = mapped_column(String(80), default="", server_default="")
    referrer_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id", ondelete="SET NULL"), index=True)
    referred_by: Mapped[str] = mapped_column(String(200), default="", server_default="")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id", ondelete="SET NULL"), index=True)
    owned_since: Mapped[dt.datetime | None]
    heat: Mapped[Heat] = mapped_column(default=Heat.COLD, server_default="cold")
    asked_at: Mapped[dt.datetime]
    heard_at: Mapped[dt.datetime]
    closed_at: Mapped[dt.datetime | None]
    key: Mapped[str | None] = mapped_column(String(120), unique=True)

    location: Mapped[Location] = relationship()
    contact: Mapped[Contact] = relationship()
    referrer: Mapped[FoyerUser | None] = relationship(foreign_keys=[referrer_id])
    owner: Mapped[FoyerUser | None] = relationship(foreign_keys=[owner_id])

    moves = Machine(win=(L.OPEN, L.WON), abandon=(L.OPEN, L.ABANDONED), reopen=(L.ABANDONED, L.OPEN))

    def __str__(self) -> str:
        return f"{self.name}, {self.company}" if self.company else self.name


class HeatChange(Record):
    """Why a lead became warmer or colder, and when (C2)."""

    __tablename__ = "heat_change"
    __table_args__ = (Index("heat_of_lead", "lead_id", "at"),)

    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id", ondelete="CASCADE"))
    before: Mapped[Heat]
    after: Mapped[Heat]
    at: Mapped[dt.datetime]
    reason: Mapped[str] = mapped_column(String(500))
    changed_by: Mapped[str] = mapped_column(String(200))
