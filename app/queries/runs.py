"""Invoice runs as a list, and which run each location should do next."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, tuple_
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session, joinedload

from app.access.actor import Actor
from app.access.scope import visible
from app.core import clock
from app.core.month import Month
from app.models import CreditNote, Invoice, InvoiceRun, Location, MonthClose, RunOrganisation
from app.models.invoice import InvoiceKind, InvoiceStatus
from app.models.invoice_run import Decision
from app.rules.due_dates import cut_off as last_usage_day

SOON = 7  # days before a month begins in which its run is proposed


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run; `net`, `total` and last month's `previous` net in cents, of everyone who is not left out."""

    run: InvoiceRun
    organisations: int
    net: int
    total: int
    previous: int

    @property
    def change(self) -> int:
        return self.net - self.previous


@dataclass(frozen=True, slots=True)
class Proposal:
    """The month that a location bills next; `run` when somebody has begun it."""

    location: Location
    month: Month
    run: InvoiceRun | None = None

    @property
    def is_behind(self) -> bool:
        """Charges of more days would count were it looked at anew; what one of two people has approved stays as they saw it."""
        return self.run is not None and self.run.approval_asked_by_id is None and cut_off_today(self.run) > self.run.cut_off


def run_list(session: Session, *, by: Actor, location_id: int | None, page: int, size: int) -> tuple[int, list[RunRow]]:
    """How many runs there are, and one page of them, newest month first."""
    query = select(InvoiceRun)
    criterion = visible(by, InvoiceRun)
    if criterion is not None:
        query = query.where(criterion)
    if location_id is not None:
        query = query.where(InvoiceRun.location_id == location_id)
    count = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    ordered = query.join(Location).order_by(InvoiceRun.month.desc(), Location.name, InvoiceRun.sequence.desc())
    runs = session.scalars(ordered.options(joinedload(InvoiceRun.location)).offset(page * size).limit(size)).all()
    return count, _with_figures(session, runs)


def _with_figures(session: Session, runs: Sequence[InvoiceRun]) -> list[RunRow]:
    row = RunOrganisation
    sums = (func.sum(column) for column in (row.net_cents, row.total_cents, row.previous_net_cents))
    query = (
        select(row.run_id, row.decision, func.count(), *sums)
        .where(row.run_id.in_([run.id for run in runs]))
        .group_by(row.run_id, row.decision)
    )
    billed: dict[int, tuple[int, ...]] = {}
    left_out: dict[int, int] = {}
    for run_id, decision, *figures in session.execute(query):
        if decision is Decision.LEFT_OUT:
            left_out[run_id] = int(figures[3])
        else:
            billed[run_id] = tuple(int(each) + part for each, part in zip(figures, billed.get(run_id, (0, 0, 0, 0)), strict=True))
    before = _issued(session, {(run.location_id, run.month.previous) for run in runs})
    found = []
    for run in runs:
        count, net, total, previous = billed.get(run.id, (0, 0, 0, 0))
        if run.sequence == 1:  # who is gone has no row, but is part of the difference
            previous = before.get((run.location_id, run.month.previous), 0) - left_out.get(run.id, 0)
        found.append(RunRow(run, count, net, total, previous))
    return found


def _issued(session: Session, months: set[tuple[int, Month]]) -> dict[tuple[int, Month], int]:
    """The net of the monthly documents of some locations and months."""
    found: Counter[tuple[int, Month]] = Counter()
    kinds: tuple[tuple[Any, Any, int], ...] = (
        (Invoice, (Invoice.kind == InvoiceKind.MONTHLY) & (Invoice.status != InvoiceStatus.VOID), 1),
        (CreditNote, CreditNote.run_id.is_not(None), -1),
    )
    for model, criterion, sign in kinds:
        place = tuple_(model.location_id, model.month)
        query = select(model.location_id, model.month, func.sum(model.net_cents)).where(criterion, place.in_(list(months)))
        for location_id, month, net in session.execute(query.group_by(model.location_id, model.month)):
            found[location_id, month] += sign * int(net)
    return found


def proposals(session: Session, *, by: Actor, location_id: int | None = None, within: int = SOON) -> list[Proposal]:
    """The next month of each location: a run that waits for approval, all of it or some, else the month after the last one, once it begins `within` so many days."""
    query = select(Location).order_by(Location.name)
    criterion = visible(by, Location)
    if criterion is not None:
        query = query.where(criterion)
    if location_id is not None:
        query = query.where(Location.id == location_id)
    locations = session.scalars(query).all()
    ids = [location.id for location in locations]
    last = _last_runs(session, ids)
    closes = (
        select(MonthClose.location_id, func.max(MonthClose.month)).where(MonthClose.location_id.in_(ids)).group_by(MonthClose.location_id)
    )
    closed: dict[int, Month] = {row[0]: row[1] for row in session.execute(closes)}
    unfinished = _with_open_rows(session, [run.id for run in last.values() if run.approved_at is not None])
    found = []
    for location in locations:
        run = last.get(location.id)
        if run is not None and (run.approved_at is None or run.id in unfinished):
            found.append(Proposal(location, run.month, run))
            continue
        today = clock.today(location.zone)
        month = run.month.next if run else Month.of(today)
        if (until := closed.get(location.id)) is not None and month <= until:
            month = until.next
        if (month.first - today).days <= within:
            found.append(Proposal(location, month))
    return found


def _last_runs(session: Session, location_ids: Sequence[int]) -> dict[int, InvoiceRun]:
    query = (
        select(InvoiceRun)
        .where(InvoiceRun.location_id.in_(location_ids))
        .ext(distinct_on(InvoiceRun.location_id))
        .order_by(InvoiceRun.location_id, InvoiceRun.month.desc(), InvoiceRun.sequence.desc())
    )
    return {run.location_id: run for run in session.scalars(query)}


def _with_open_rows(session: Session, run_ids: Sequence[int]) -> set[int]:
    """Of these approved runs, those in which somebody was neither approved nor left out, or whose invoice was voided."""
    row = RunOrganisation
    return set(session.scalars(select(row.run_id).where(row.run_id.in_(run_ids), row.decision == Decision.OPEN).distinct()))


def is_open(session: Session, run: InvoiceRun) -> bool:
    """Something of it can still be approved."""
    return run.approved_at is None or bool(_with_open_rows(session, [run.id]))


def cut_off_today(run: InvoiceRun) -> dt.date:
    """The last day whose charges a preview of it would count now: as chosen, else today at the location; never after the month's last day (P13)."""
    return last_usage_day(run.month, clock.today(run.location.zone), run.cut_off if run.cut_off_chosen else None)


def is_closed(session: Session, location_id: int, month: Month) -> bool:
    """No document is posted into this month any more."""
    return session.scalar(select(MonthClose.id).where(MonthClose.location_id == location_id, MonthClose.month == month)) is not None


def is_last(session: Session, run: InvoiceRun) -> bool:
    """No later run bills the same month."""
    later = select(InvoiceRun.id).where(
        InvoiceRun.location_id == run.location_id, InvoiceRun.month == run.month, InvoiceRun.sequence > run.sequence
    )
    return session.scalar(later.limit(1)) is None
