"""Opportunity: what the sales team works on, from the first answer to won or abandoned; its stages and the reasons for losing."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity, Record
from app.core.states import Machine
from app.models.lead import Lead
from app.models.location import Location
from app.models.organisation import Organisation
from app.models.track import Track

if TYPE_CHECKING:
    from app.models.user import FoyerUser


class Stage(StrEnum):
    """The columns of the board, in their order."""

    NEW = "new"
    CONTACTED = "contacted"
    VISITED = "visited"
    PROPOSAL = "proposal"
    CONTRACT = "contract"
    WON = "won"
    ABANDONED = "abandoned"


S = Stage
OPEN_STAGES = (S.NEW, S.CONTACTED, S.VISITED, S.PROPOSAL, S.CONTRACT)
ENDS = (S.WON, S.ABANDONED)


class AbandonReason(Entity):
    """Why a deal was lost, from a list that staff keep (C5)."""

    __tablename__ = "abandon_reason"

    name: Mapped[str] = mapped_column(String(120), unique=True)
    is_active: Mapped[bool] = mapped_column(default=True, server_default="true")


class Opportunity(Entity):
    """At most one of a lead is open. `value_cents` is what it brings a month, without VAT, in the location's currency.

    `position` orders a column of the board, small first. `opened_on` is the local day from which a track counts (C1).
    `organisation_id` is who they became, or who they were already and want more; `contract_waived` is why they signed none (C3).
    """

    __tablename__ = "opportunity"
    __table_args__ = (
        CheckConstraint("value_cents >= 0", name="value_is_not_negative"),
        CheckConstraint("stage <> 'abandoned' OR abandon_reason_id IS NOT NULL", name="abandoned_has_reason"),
        CheckConstraint("(stage IN ('won', 'abandoned')) = (closed_at IS NOT NULL)", name="closed_has_its_time"),
        CheckConstraint("stage <> 'won' OR organisation_id IS NOT NULL", name="won_has_organisation"),
        Index("one_open_opportunity_a_lead", "lead_id", unique=True, postgresql_where=text("stage NOT IN ('won', 'abandoned')")),
        Index("board", "location_id", "stage", "position"),
    )

    code: Mapped[str] = mapped_column(String(40), unique=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"))
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id", ondelete="SET NULL"), index=True)
    track_id: Mapped[int | None] = mapped_column(ForeignKey("track.id", ondelete="SET NULL"), index=True)
    stage: Mapped[Stage] = mapped_column(default=S.NEW, server_default="new")
    stage_since: Mapped[dt.datetime]
    position: Mapped[int] = mapped_column(default=0, server_default="0")
    value_cents: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    currency: Mapped[str] = mapped_column(String(3))
    expected_on: Mapped[dt.date | None]
    opened_on: Mapped[dt.date]
    closed_at: Mapped[dt.datetime | None]
    abandon_reason_id: Mapped[int | None] = mapped_column(ForeignKey("abandon_reason.id"), index=True)
    abandon_note: Mapped[str] = mapped_column(String(1000), default="", server_default="")
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    contract_waived: Mapped[str] = mapped_column(String(500), default="", server_default="")

    location: Mapped[Location] = relationship()
    lead: Mapped[Lead] = relationship()
    owner: Mapped[FoyerUser | None] = relationship()
    track: Mapped[Track | None] = relationship()
    abandon_reason: Mapped[AbandonReason | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship()

    moves = Machine(column="stage", win=(OPEN_STAGES, S.WON), abandon=(OPEN_STAGES, S.ABANDONED), reopen=(S.ABANDONED, S.NEW))

    @property
    def version(self) -> str:
        return version_of_card(self)

    def __str__(self) -> str:
        return str(self.lead)


def version_of_card(card: Any) -> str:
    """What a person decided on when they looked at it: an opportunity, or a row of the board with the same columns. Its place in the column is not part of it."""
    return ".".join(
        str(each)
        for each in (
            card.stage.value,
            int(card.stage_since.timestamp() * 1000),
            card.owner_id or 0,
            card.value_cents,
            card.expected_on or "",
        )
    )


class StageChange(Record):
    """When an opportunity came into a stage, from which, and by whom: what time in stage and conversion are counted from."""

    __tablename__ = "stage_change"
    __table_args__ = (Index("stages_of_opportunity", "opportunity_id", "at"),)

    opportunity_id: Mapped[int] = mapped_column(ForeignKey("opportunity.id", ondelete="CASCADE"))
    before: Mapped[Stage | None]
    after: Mapped[Stage]
    at: Mapped[dt.datetime]
    changed_by: Mapped[str] = mapped_column(String(200))
