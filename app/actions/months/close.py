"""Close a month: nothing dated inside is posted any more, and its documents are chained to the close before (I12)."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import exists, select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions import said
from app.core import clock
from app.core.errors import Refused
from app.core.month import Month
from app.models import Invoice, Location, MonthClose
from app.models.invoice import InvoiceStatus
from app.queries.month_documents import documents_of
from app.queries.not_billed import NotBilled, is_billed, not_billed
from app.rules.month_chain import chained
from app.work import Work, transaction

NAMED = 10


def close_month(location_id: int, month: Month, *, by: Actor, corrects_waiting: bool = False) -> MonthClose:
    """`corrects_waiting`: who was left out of the month or is still open is known, and billed for it by the correction of a later run (P11).

    Raises Refused for a month that is not over, was closed before, follows an open one, has invoices on their way, or somebody who waits unless that is known.
    """
    with transaction(by=by) as work:
        location = work.lock(Location, location_id)
        require(by, Permission.MONTH_CLOSE)
        if clock.today(location.zone) <= month.last:
            raise Refused(_("%(month)s is not over yet at %(location)s.", month=said.month(month), location=location.name), field="month")
        previous = _previous(work, location, month)
        locked = exists().where(Invoice.location_id == location_id, Invoice.month == month, Invoice.status == InvoiceStatus.LOCKED)
        if work.session.scalar(select(locked)):
            raise Refused(
                _(
                    "Invoices of %(month)s at %(location)s are still on their way. Finish the run first.",
                    month=said.month(month),
                    location=location.name,
                ),
                field="month",
            )
        waiting = not_billed(work.session, location_id, month)
        if waiting and not corrects_waiting:
            raise Refused(_who_waits(work, location, month, waiting), field="corrects_waiting")
        documents = documents_of(work.session, location_id, month)
        return work.add(
            MonthClose(
                location_id=location_id,
                month=month,
                closed_by=by.name,
                corrects_waiting=bool(waiting),
                documents=len(documents),
                documents_hash=chained(previous, documents),
                previous_hash=previous,
            )
        )


def _who_waits(work: Work, location: Location, month: Month, waiting: Sequence[NotBilled]) -> str:
    """Names them with their reasons, and what becomes of them once the month is closed."""
    named = [f"{each.name} ({each.reason or _('open')})" for each in waiting[:NAMED]]
    if len(waiting) > NAMED:
        named.append(_("and %(count)d more", count=len(waiting) - NAMED))
    told = {"names": ", ".join(named), "month": said.month(month), "location": location.name}
    if is_billed(work.session, location.id, month):
        return str(
            _(
                "Not billed for %(month)s at %(location)s: %(names)s. Bill them first, or say that they are billed later, by a correction.",
                **told,
            )
        )
    return str(
        _(
            "Not billed for %(month)s at %(location)s: %(names)s. Bill them first: no run of it is approved, so a later one corrects nothing of it.",
            **told,
        )
    )


def _previous(work: Work, location: Location, month: Month) -> str:
    """The hash to chain to. Months are closed in their order; the first may be any."""
    last = work.session.scalars(
        select(MonthClose).where(MonthClose.location_id == location.id).order_by(MonthClose.month.desc()).limit(1)
    ).one_or_none()
    if last is None:
        return ""
    if last.month >= month:
        raise Refused(_("%(month)s is already closed at %(location)s.", month=said.month(month), location=location.name), field="month")
    if last.month != month.previous:
        raise Refused(
            _(
                "Close %(month)s at %(location)s first: months are closed in their order.",
                month=said.month(last.month.next),
                location=location.name,
            ),
            field="month",
        )
    return last.documents_hash
