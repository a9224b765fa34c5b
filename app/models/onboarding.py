"""Onboarding: that somebody was brought in, once, however often the button was pressed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity
from app.models.license import License
from app.models.location import Location
from app.models.organisation import Organisation

if TYPE_CHECKING:
    from app.models.user import FoyerUser


class Onboarding(Entity):
    """`key` comes with the form or from the program that asks; the second time it answers with the first."""

    __tablename__ = "onboarding"

    key: Mapped[str] = mapped_column(String(120), unique=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"), index=True)
    license_id: Mapped[int | None] = mapped_column(ForeignKey("license.id", ondelete="SET NULL"), index=True)
    offer_id: Mapped[int | None] = mapped_column(ForeignKey("place_offer.id"), index=True)

    location: Mapped[Location] = relationship()
    organisation: Mapped[Organisation] = relationship()
    user: Mapped[FoyerUser] = relationship()
    license: Mapped[License | None] = relationship(passive_deletes="all")

    def __str__(self) -> str:
        return f"Onboarding of {self.user}"
