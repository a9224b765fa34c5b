"""How many debtors wait for a person: the start page counts them without asking about every bill."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Date, cast, func, literal, select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.scope import narrowed
from app.core.clock import now
from app.models import DebtorNote, Invoice, Location
from app.models.invoice import InvoiceKind
from app.queries.debtors.chasing import chased
from app.queries.debtors.policy import dunning_policy
from app.queries.debtors.promises import standing
from app.queries.organisation_figures import owed
from app.rules.dunning import DunningPolicy


class ToChase(NamedTuple):
    """Debtors who broke what they promised, and those whose access a person is to look at."""

    broken: int
    reviews: int


def to_chase(session: Session, *, by: Actor, location_id: int | None = None) -> ToChase:
    """Counts what the lists of debtors and of access to review show (I9)."""
    policy = dunning_policy(session)
    noted = set(session.scalars(select(DebtorNote.organisation_id).where(*standing())))
    known = chased(session, policy, by=by, organisation_ids=noted, location_id=location_id) if noted else {}
    broken = sum(each.rest.promise is not None and each.rest.promise.is_broken for each in known.values())
    return ToChase(broken, sum(each.is_to_review for each in known.values()) + _never_noted(session, policy, noted, by, location_id))


def _never_noted(session: Session, policy: DunningPolicy, noted: set[int], by: Actor, location_id: int | None) -> int:
    """Those with a bill so late that nobody has promised or looked at anything for."""
    if not policy.is_on or policy.review_after is None:
        return 0
    counted_from = Invoice.due_on if policy.since is None else func.greatest(Invoice.due_on, literal(policy.since, Date))
    here = cast(func.timezone(Location.zone, literal(now())), Date)
    query = select(func.count(Invoice.organisation_id.distinct())).join(Location, Location.id == Invoice.location_id)
    query = query.where(*owed(policy.least_cents), Invoice.kind != InvoiceKind.PURCHASE, counted_from + policy.review_after <= here, Invoice.organisation_id.not_in(noted))
    query = narrowed(query if location_id is None else query.where(Invoice.location_id == location_id), by, Invoice)
    return session.scalar(query) or 0
