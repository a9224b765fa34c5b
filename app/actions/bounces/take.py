"""Take a report that a mail did not arrive: it is told at the mail, counts once, and may be the last that its address gets (contracts.md section 10)."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from app.access.actor import Actor, require
from app.access.bounce_addresses import is_ours
from app.access.permissions import Permission
from app.actions.deliveries.hold import hold_delivery
from app.actions.deliveries.returned import did_not_arrive
from app.actions.invoice_runs.settle import settle_when_free
from app.core import clock
from app.models import Delivery, MailBounce, SuppressedAddress
from app.models.suppressed_address import SuppressionState
from app.queries.bounces import last_arrived, soft_bounces
from app.rules.bounce_report import Failure, Report, failure_of
from app.rules.bounces import is_gone, is_soft, is_worn_out
from app.work import Work, transaction

OLD = dt.timedelta(days=30)  # mail servers give up within days: what comes later is read twice, or told by somebody else
MOST = 5  # reports of one attempt; whoever had the mail knows where it comes back to, and could send a million


class Taken(StrEnum):
    """What came of a report: `known` came before, `stale` is of a mail that went long ago or never."""

    TOLD = "told"
    KNOWN = "known"
    STALE = "stale"
    FORGED = "forged"
    GONE = "gone"


def take_bounce(delivery_id: int, mark: str, report: Report, *, by: Actor) -> Taken:
    """Believed of the one mail alone for which the mark was made. Whatever it says, nothing but that mail and its address is touched."""
    with transaction(by=by) as work:
        require(by, Permission.DELIVERY_DECIDE)
        seen = work.session.get(Delivery, delivery_id)
        if seen is None:
            return Taken.GONE
        if not is_ours(seen.id, seen.message_id, mark):
            return Taken.FORGED
        row = hold_delivery(work, delivery_id)
        if row.started_at is None or row.started_at < clock.now() - OLD:
            return Taken.STALE
        failure, is_theirs = failure_of(report, row.address)
        if not _is_kept(work, row, report, failure, is_theirs=is_theirs):
            return Taken.KNOWN
        if Delivery.moves.may(row, "bounce"):
            _tell(work, row, failure)
        if is_theirs:
            _judge(work, row, failure)
    if row.run_id is not None:
        settle_when_free(row.run_id, by=by)
    return Taken.TOLD


def _is_kept(work: Work, row: Delivery, report: Report, failure: Failure, *, is_theirs: bool) -> bool:
    """Once for each report."""
    told = select(func.count()).where(MailBounce.delivery_id == row.id, MailBounce.attempt == row.attempt)
    if (work.session.scalar(told) or 0) >= MOST:
        return False
    about = {"delivery_id": row.id, "attempt": row.attempt, "mark": report.mark, "at": clock.now()}
    made = (
        insert(MailBounce)
        .values(**about, status=failure.status, is_theirs=is_theirs, reason=failure.words)
        .on_conflict_do_nothing(index_elements=["delivery_id", "mark"])
    )
    return work.session.scalar(made.returning(MailBounce.id)) is not None


def _tell(work: Work, row: Delivery, failure: Failure) -> None:
    """The mail is a failed one, for a person to decide about, wherever such are told. A document that was sent stays sent: what is owed does not change."""
    row.bounced_at = clock.now()
    did_not_arrive(work, row, "bounce", _("Could not be delivered: %(reason)s", reason=f"{failure.status} {failure.words}".strip()))


def _judge(work: Work, row: Delivery, failure: Failure) -> None:
    now, address = clock.now(), row.address.lower()
    worn_out = is_soft(failure.status) and is_worn_out(
        soft_bounces(work.session, address, now=now), arrived=last_arrived(work.session, address, now=now), now=now
    )
    if not (is_gone(failure.status) or worn_out):
        return
    found = work.session.scalars(select(SuppressedAddress).where(SuppressedAddress.address == address).with_for_update()).one_or_none()
    said = {"since": now, "status": failure.status, "reason": failure.words, "location_id": row.location_id}
    if found is None:
        work.add(SuppressedAddress(address=address, **said))
    elif found.state is SuppressionState.LIFTED and (found.lifted_at is None or row.started_at is None or row.started_at > found.lifted_at):
        SuppressedAddress.moves.move(found, "suppress")
        for name, value in said.items():
            setattr(found, name, value)
