"""The rises that somebody chose, locked in the order of the house: organisations, licenses, then they themselves."""

from __future__ import annotations

from collections.abc import Collection

from flask_babel import gettext as _
from sqlalchemy import Select, select, tuple_

from app.access.actor import require
from app.access.permissions import Permission
from app.access.scope import narrowed
from app.actions.escalations.propose import follow
from app.actions.invoices.locked import require_unlocked
from app.core.errors import Missing, Refused
from app.models import Escalation, License, Location
from app.models.escalation import EscalationStatus
from app.work import Work


def chosen(work: Work, ids: Collection[int], *, besides: EscalationStatus) -> list[Escalation]:
    """By day; those that are `besides` already are left out. Raises Missing for one that the actor may not see, Locked while an invoice goes out."""
    wanted = sorted(set(ids))
    if not wanted:
        raise Refused(_("Choose at least one row first."))
    found = work.session.execute(
        narrowed(
            select(Escalation.id, Escalation.organisation_id, Escalation.location_id, Escalation.license_id), work.by, Escalation
        ).where(Escalation.id.in_(wanted))
    ).all()
    if len(found) < len(wanted):
        raise Missing(_("Some of these are not on the list any more: look at it again."))
    for organisation_id, location_id in sorted({(row.organisation_id, row.location_id) for row in found}):
        require_unlocked(work, organisation_id, location_id)
    licenses = select(License.id).where(License.id.in_({row.license_id for row in found})).order_by(License.id)
    work.session.execute(licenses.with_for_update(key_share=True))  # a proposal that names one of them need not wait
    held = {
        row.id: row for row in work.session.scalars(_with_those_beside(wanted, {(row.organisation_id, row.location_id) for row in found}))
    }
    rows = [held[each] for each in wanted if each in held]
    if len(rows) < len(wanted):
        raise Missing(_("Some of these are not on the list any more: look at it again."))
    for row in rows:
        require(work.by, Permission.ESCALATION_DECIDE, row)
    return sorted((row for row in rows if row.status is not besides), key=lambda row: (row.due_on, row.id))


def _with_those_beside(wanted: Collection[int], pairs: Collection[tuple[int, int]]) -> Select[Escalation]:
    """Held with all that is proposed beside them, which follows what is decided, in one order: so does the morning's job, and neither waits for the other."""
    beside = tuple_(Escalation.organisation_id, Escalation.location_id).in_(pairs) & (Escalation.status == EscalationStatus.PROPOSED)
    query = select(Escalation).where(Escalation.id.in_(wanted) | beside).order_by(Escalation.id)
    return query.with_for_update().execution_options(populate_existing=True)


def follow_those_left(work: Work, rows: Collection[Escalation]) -> None:
    """What is still proposed builds on what was decided."""
    work.session.flush()  # the rules read what was decided past the session
    for location_id in sorted({row.location_id for row in rows}):
        follow(
            work,
            work.session.get_one(Location, location_id),
            sorted({row.organisation_id for row in rows if row.location_id == location_id}),
        )
