"""SignUp: somebody who asked to become a member, waiting for staff to say yes or no."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity
from app.core.states import Machine
from app.models.location import Location
from app.models.membership import Membership
from app.models.organisation import Organisation


class SignUpStatus(StrEnum):
    WAITING = "waiting"
    APPROVED = "approved"
    DECLINED = "declined"


S = SignUpStatus


class SignUp(Entity):
    """What was typed into the public page, or asked for by the owner of `organisation_id` for the team; nobody is created from it until it is approved."""

    __tablename__ = "sign_up"
    __table_args__ = (
        CheckConstraint("status <> 'declined' OR decline_reason <> ''", name="declined_has_reason"),
        Index("sign_up_by_address", text("lower(email)")),
        Index("one_waiting_sign_up", "location_id", text("lower(email)"), unique=True, postgresql_where=text("status = 'waiting'")),
    )

    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    membership_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))
    status: Mapped[SignUpStatus] = mapped_column(default=S.WAITING, server_default="waiting")
    first_name: Mapped[str] = mapped_column(String(64))
    last_name: Mapped[str] = mapped_column(String(64))
    email: Mapped[str] = mapped_column(String(320))
    phone: Mapped[str] = mapped_column(String(40), default="", server_default="")
    company: Mapped[str] = mapped_column(String(200), default="", server_default="")
    starts_on: Mapped[dt.date | None]
    message: Mapped[str] = mapped_column(String(1000), default="", server_default="")
    decline_reason: Mapped[str] = mapped_column(String(500), default="", server_default="")
    decided_by: Mapped[str] = mapped_column(String(200), default="", server_default="")
    onboarding_id: Mapped[int | None] = mapped_column(ForeignKey("onboarding.id", ondelete="SET NULL"))

    location: Mapped[Location] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    membership: Mapped[Membership | None] = relationship()

    moves = Machine(approve=(S.WAITING, S.APPROVED), decline=(S.WAITING, S.DECLINED))

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def __str__(self) -> str:
        return self.name
