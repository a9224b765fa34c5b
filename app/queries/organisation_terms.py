"""What decides whether an organisation's status follows its licenses: their days, what is left to bill, who still has access."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Exists, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.core.clock import today
from app.core.month import Month
from app.models import Access, Adhoc, Deposit, FoyerUser, InvoiceRun, License, Location, Organisation, RunOrganisation
from app.models.access import AccessState
from app.models.deposit import DepositStatus
from app.models.invoice_run import Decision
from app.models.organisation import OrganisationStatus as S
from app.queries.next_invoice import next_invoice
from app.rules.organisation_status import Term, follow, says

AT_ONCE = 500
KEPT = (S.DECLINED, S.ABANDONED)


def terms_of(session: Session, organisation_ids: Sequence[int]) -> dict[int, list[Term]]:
    """The licenses of these organisations, wherever they are."""
    found: dict[int, list[Term]] = defaultdict(list)
    query = select(License.organisation_id, License.starts_on, License.ends_on).where(License.organisation_id.in_(organisation_ids))
    for organisation_id, starts_on, ends_on in session.execute(query):
        found[organisation_id].append(Term(starts_on, ends_on))
    return found


def may_move(session: Session, offboard_after: int | None) -> Iterator[int]:
    """Organisations that a look at their licenses' days alone would move; whether all is billed and gone is asked one by one."""
    query = (
        select(Organisation.id, Organisation.status, Organisation.status_by_hand, Location.zone)
        .join(Location, Location.id == Organisation.location_id)
        .where(Organisation.status.not_in(KEPT), exists().where(License.organisation_id == Organisation.id))
    )
    last = 0
    while rows := session.execute(query.where(Organisation.id > last).order_by(Organisation.id).limit(AT_ONCE)).all():
        terms = terms_of(session, [row.id for row in rows])
        session.rollback()  # whoever asked does each in a transaction of its own
        yield from (row.id for row in rows if _moves(row, terms[row.id], is_billed=True, offboard_after=offboard_after))
        last = rows[-1].id


def become_active(session: Session, organisation_ids: Collection[int]) -> Iterator[int]:
    """Those of them that their licenses make pending or active."""
    query = select(Organisation.id, Organisation.status, Organisation.status_by_hand, Location.zone).join(
        Location, Location.id == Organisation.location_id
    )
    waiting = iter(sorted(organisation_ids))
    while some := list(islice(waiting, AT_ONCE)):
        terms = terms_of(session, some)
        rows = session.execute(query.where(Organisation.id.in_(some)).order_by(Organisation.id)).all()
        yield from (row.id for row in rows if _moves(row, terms[row.id], is_billed=False, offboard_after=None))


def _moves(row: Any, terms: Sequence[Term], *, is_billed: bool, offboard_after: int | None) -> bool:
    """Whether an organisation's status, or whose word it is, would be another one."""
    said = says(terms, today(row.zone), is_billed=is_billed, is_gone=True, offboard_after=offboard_after)
    return follow(row.status.value, is_by_hand=row.status_by_hand, said=said) != ("", row.status_by_hand)


def is_all_billed(session: Session, organisation_id: int) -> bool:
    """Nothing of this organisation is left to bill: the runs of its last months are approved, no charge waits, the next invoice is empty."""
    waits = exists().where(Adhoc.organisation_id == organisation_id, Adhoc.invoiced_at.is_(None))
    if session.scalar(select(waits | _deposited(organisation_id) | _undecided(organisation_id))):
        return False
    last_days = (
        select(License.location_id, func.max(License.ends_on))
        .where(License.organisation_id == organisation_id)
        .group_by(License.location_id)
    )
    for location_id, last_day in session.execute(last_days).all():
        approved = select(func.max(InvoiceRun.month)).where(InvoiceRun.location_id == location_id, InvoiceRun.approved_at.is_not(None))
        month = session.scalar(approved)
        if month is None or last_day is None or month < Month.of(last_day):
            return False
        location = session.get_one(Location, location_id)
        if next_invoice(session, organisation_id, location, today(location.zone)).lines:
            return False
    return True


def _deposited(organisation_id: int) -> Exists:
    """A deposit that is asked or held: somebody has to say what becomes of it."""
    live = or_(Deposit.held_cents > 0, Deposit.status.in_((DepositStatus.ASKED, DepositStatus.INVOICED)))
    return exists().where(Deposit.organisation_id == organisation_id, live)


def _undecided(organisation_id: int) -> Exists:
    """A run in which it was left out or is open, of a month in which it was never approved."""
    other, other_run = aliased(RunOrganisation), aliased(InvoiceRun)
    approved = exists().where(
        other.run_id == other_run.id,
        other.organisation_id == organisation_id,
        other.decision == Decision.APPROVED,
        other_run.location_id == InvoiceRun.location_id,
        other_run.month == InvoiceRun.month,
    )
    return exists().where(
        RunOrganisation.run_id == InvoiceRun.id,
        RunOrganisation.organisation_id == organisation_id,
        RunOrganisation.decision != Decision.APPROVED,
        InvoiceRun.approved_at.is_not(None),
        ~approved,
    )


def is_access_gone(session: Session, organisation_id: int) -> bool:
    """Proven gone in every system for everybody of the organisation (A3)."""
    left = exists().where(
        Access.user_id == FoyerUser.id,
        FoyerUser.organisation_id == organisation_id,
        or_(Access.state != AccessState.GONE, Access.drift != []),
    )
    return not session.scalar(select(left))
