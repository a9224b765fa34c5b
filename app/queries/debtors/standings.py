"""Where each debtor stands by the dunning policy today, as rows: what `chasing` says of one, for counting and choosing among all of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from sqlalchemy import CTE, ColumnElement, Date, Subquery, cast, false, func, literal, select, union
from sqlalchemy.orm import aliased

from app.access.actor import Actor
from app.access.scope import narrowed
from app.core.clock import now
from app.models import DebtorNote, Invoice, Location, Payment
from app.models.debtor_note import NoteKind
from app.queries.debtors.promises import standing
from app.queries.debtors.shop import is_chased
from app.queries.organisation_figures import owed
from app.rules.dunning import DunningPolicy

PROMISED, BLOCKED, TO_REVIEW = "promised", "is_blocked", "is_to_review"  # what a look at few of all that owe can be about


def standings(policy: DunningPolicy, *, by: Actor, location_id: int | None = None, about: Collection[str]) -> CTE:
    """A row for each organisation that owes something where the actor may look: `organisation_id`, `day` (today at the first of its places),
    `review_on`, and whether it `is_promised`, `is_broken`, `is_blocked` and `is_to_review`. Those may be missing of whom nothing is true that this is
    `about`: most that owe are not that late, and have promised nothing.
    """
    bill, promise, review = _late(policy, by, location_id, _those(policy, about)), _promises(), _reviews()
    rests = func.coalesce(bill.c.day <= promise.c.until, false())
    seen = func.coalesce(bill.c.day <= review.c.until, false())
    is_broken = (bill.c.day > promise.c.until) & (promise.c.kept < promise.c.cents)
    return (
        select(
            bill.c.organisation_id,
            bill.c.day,
            _after(bill.c.counted_from, policy, policy.review_after).label("review_on"),
            promise.c.organisation_id.is_not(None).label("is_promised"),
            func.coalesce(is_broken, false()).label("is_broken"),
            (_reached(bill, policy, policy.block_after) & ~rests).label("is_blocked"),
            (_reached(bill, policy, policy.review_after) & ~rests & ~seen).label("is_to_review"),
        )
        .outerjoin(promise, promise.c.organisation_id == bill.c.organisation_id)
        .outerjoin(review, review.c.organisation_id == bill.c.organisation_id)
        .cte("standing")
    )


def _those(policy: DunningPolicy, about: Collection[str]) -> Any:
    """Whoever promised something, and whoever has a bill that is late enough for what is asked about, on the last day that it is anywhere."""
    asked = [select(DebtorNote.organisation_id).where(*standing(), DebtorNote.kind == NoteKind.PROMISE)] if PROMISED in about else []
    after = [
        days
        for name, days in ((BLOCKED, policy.block_after), (TO_REVIEW, policy.review_after))
        if name in about and policy.is_on and days is not None
    ]
    if after:
        last = now().date() + dt.timedelta(days=1 - min(after))
        asked.append(select(Invoice.organisation_id).where(*owed(policy.least_cents), is_chased(), Invoice.due_on <= last))
    return union(*asked) if asked else select(Invoice.organisation_id).where(false())


def _late(policy: DunningPolicy, by: Actor, location_id: int | None, those: Any) -> Subquery:
    """By organisation, the day there, and the first from which days are counted of a bill that is not let be."""
    left = Invoice.total_cents - Invoice.credited_cents - Invoice.paid_cents
    counted_from: Any = Invoice.due_on if policy.since is None else func.greatest(Invoice.due_on, literal(policy.since, Date))
    here = (
        select(Location.id, cast(func.timezone(Location.zone, literal(now())), Date).label("day")).cte("here").prefix_with("MATERIALIZED")
    )
    query = select(
        Invoice.organisation_id,
        func.min(here.c.day).label("day"),
        func.min(counted_from).filter(left > policy.least_cents).label("counted_from"),
    )
    query = query.join(here, here.c.id == Invoice.location_id).where(*owed(), is_chased())
    query = query.where(Invoice.organisation_id.in_(those))
    query = narrowed(query if location_id is None else query.where(Invoice.location_id == location_id), by, Invoice)
    return query.group_by(Invoice.organisation_id).subquery("late")


def _after(counted_from: ColumnElement[Any], policy: DunningPolicy, days: int | None) -> ColumnElement[Any]:
    return counted_from + days if policy.is_on and days is not None else literal(None, Date)


def _reached(bill: Subquery, policy: DunningPolicy, days: int | None) -> ColumnElement[bool]:
    return func.coalesce(_after(bill.c.counted_from, policy, days) <= bill.c.day, false())


def _promises() -> Subquery:
    """The last promise of each organisation, and the cents that came of it in time."""
    note = aliased(DebtorNote, _last(NoteKind.PROMISE))
    paid = select(func.coalesce(func.sum(Payment.amount_cents), 0)).where(
        Payment.organisation_id == note.organisation_id,
        Payment.currency == note.currency,
        Payment.received_on.between(note.noted_on, note.until),
    )
    return select(note.organisation_id, note.until, note.amount_cents.label("cents"), paid.scalar_subquery().label("kept")).subquery(
        "promise"
    )


def _reviews() -> Subquery:
    return _last(NoteKind.REVIEW)


def _last(kind: NoteKind) -> Subquery:
    last = select(func.max(DebtorNote.id)).where(*standing(), DebtorNote.kind == kind).group_by(DebtorNote.organisation_id)
    return select(DebtorNote).where(DebtorNote.id.in_(last)).subquery()
