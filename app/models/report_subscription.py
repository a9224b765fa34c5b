"""ReportSubscription: a member of staff gets a report by mail, each week or each month, of the whole network or of one location."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity
from app.models.location import Location
from app.models.user import FoyerUser


class Rhythm(StrEnum):
    """On Mondays about the week before, or on the 1st about the month before."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"


class ReportSubscription(Entity):
    """`report` is the name in its address; without a location it is of all that its owner may see on the day it is written."""

    __tablename__ = "report_subscription"
    __table_args__ = (
        Index("one_subscription_a_report", "user_id", "report", "rhythm", "location_id", unique=True, postgresql_nulls_not_distinct=True),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    report: Mapped[str] = mapped_column(String(40))
    rhythm: Mapped[Rhythm]
    location_id: Mapped[int | None] = mapped_column(ForeignKey("location.id"), index=True)

    user: Mapped[FoyerUser] = relationship()
    location: Mapped[Location | None] = relationship()

    def __str__(self) -> str:
        return self.report
