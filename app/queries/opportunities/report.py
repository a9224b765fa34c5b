"""The sales report of a period: the opportunities opened in it, from stage to stage, with how long and why."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.core.entity import AnySelect
from app.core.month import Month
from app.models import AbandonReason, FoyerUser, Lead, Opportunity, StageChange
from app.models.location import Location
from app.models.opportunity import Stage
from app.queries.opportunities.deals import Wanted, chosen
from app.rules.sales_figures import ABANDONED, ORDER, Change, Stay, furthest, has_reached, median, stays

NOTHING = "-"  # a source or a reason that nobody gave
GROUPS = ("location", "owner", "source", "month")


@dataclass(frozen=True, slots=True)
class Row:
    """One opportunity as the report counts it. `reached` is the furthest stage; `reason` why it was abandoned, `waived` why it has no contract."""

    id: int
    stage: str
    reached: str
    location_id: int
    location: str
    owner_id: int
    owner: str
    source: str
    month: str
    reason_id: int
    reason: str
    value_cents: int
    currency: str

    def key(self, group: str) -> tuple[str, str]:
        """(value in an address, name) of its group."""
        found = {
            "location": (str(self.location_id), self.location),
            "owner": (str(self.owner_id), self.owner),
            "source": (self.source, self.source),
        }
        return found.get(group, (self.month, self.month))


@dataclass(slots=True)
class Report:
    """`reached` by stage of ORDER; `stays` those that are over by stage, each with the id of its opportunity, the shortest first; `lost` and `won` by reason or source."""

    rows: list[Row]
    reached: dict[str, int] = field(default_factory=dict)
    stays: dict[str, list[tuple[int, Stay]]] = field(default_factory=dict)

    def days(self, stage: str) -> int | None:
        """The median; None where no stay is over."""
        return median([stay.days for _id, stay in self.stays.get(stage, ())])

    def count(self, stage: str) -> int:
        return sum(row.stage == stage for row in self.rows)

    def lost(self) -> list[tuple[int, str, int]]:
        """(id, reason, how many), the most first."""
        found = Counter((row.reason_id, row.reason) for row in self.rows if row.stage == ABANDONED)
        return [(key, name, count) for (key, name), count in sorted(found.items(), key=lambda each: (-each[1], each[0][1]))]

    def won(self) -> list[tuple[str, int]]:
        """(source, how many), the most first: what brought those who were won."""
        found = Counter(row.source for row in self.rows if row.stage == Stage.WON.value)
        return sorted(found.items(), key=lambda each: (-each[1], each[0]))

    def by(self, group: str) -> list[tuple[str, str, dict[str, int]]]:
        """(value, name, how many by what became of them) of each group."""
        found: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for row in self.rows:
            mine = found[row.key(group)]
            mine["opened"] += 1
            mine[row.stage if row.stage in (Stage.WON.value, ABANDONED) else "open"] += 1
        return [(key, name, dict(counts)) for (key, name), counts in sorted(found.items(), key=lambda each: each[0][1].lower())]


COLUMNS = (
    Opportunity.id, Opportunity.stage, Opportunity.opened_on, Opportunity.location_id, Opportunity.owner_id, Opportunity.abandon_reason_id, Opportunity.value_cents,
    Opportunity.currency, Lead.source, Location.name.label("location"), FoyerUser.first_name, FoyerUser.last_name, AbandonReason.name.label("reason"),
)  # fmt: skip


def opened_in(first: dt.date, last: dt.date) -> ColumnElement[bool]:
    return Opportunity.opened_on.between(first, last)


def sales_report(session: Session, first: dt.date, last: dt.date, wanted: Wanted, *, by: Actor) -> Report:
    """Of both days and everything between. Two queries, however many there are."""
    query = _rows(chosen(select(*COLUMNS), wanted, by=by)).where(opened_in(first, last)).order_by(Opportunity.id)
    found = session.execute(query).all()
    trail: defaultdict[int, list[Change]] = defaultdict(list)
    theirs = chosen(select(Opportunity.id), wanted, by=by).where(opened_in(first, last))
    for row in session.execute(
        select(StageChange.opportunity_id, StageChange.after, StageChange.at)
        .where(StageChange.opportunity_id.in_(theirs))
        .order_by(StageChange.at)
    ):
        trail[row.opportunity_id].append(Change(row.after.value, row.at))
    report = Report([_row(row, furthest([*(each.stage for each in trail[row.id]), row.stage.value])) for row in found])
    report.reached = {stage: sum(has_reached(row.reached, stage) for row in report.rows) for stage in ORDER}
    over = sorted(
        ((stay, deal) for deal, changes in trail.items() for stay in stays(changes)),
        key=lambda each: (each[0].days, each[0].since, each[1]),
    )
    report.stays = {stage: [(deal, stay) for stay, deal in over if stay.stage == stage] for stage in ORDER[:-1]}
    return report


def _rows(query: AnySelect) -> AnySelect:
    return query.outerjoin(FoyerUser, FoyerUser.id == Opportunity.owner_id).outerjoin(
        AbandonReason, AbandonReason.id == Opportunity.abandon_reason_id
    )


def _row(row: Any, reached: str) -> Row:
    owner = f"{row.first_name} {row.last_name}".strip() if row.first_name is not None else NOTHING
    return Row(
        id=row.id,
        stage=row.stage.value,
        reached=reached,
        location_id=row.location_id,
        location=row.location,
        owner_id=row.owner_id or 0,
        owner=owner,
        source=row.source or NOTHING,
        month=str(Month.of(row.opened_on)),
        reason_id=row.abandon_reason_id or 0,
        reason=row.reason or NOTHING,
        value_cents=row.value_cents,
        currency=row.currency,
    )
