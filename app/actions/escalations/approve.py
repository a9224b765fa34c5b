"""Approve rises: all that were chosen in one transaction, each by a price version of its license from its own day on (P6)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions import said
from app.actions.escalations.chosen import chosen
from app.actions.escalations.propose import put
from app.actions.escalations.tell import tell
from app.core.clock import now
from app.core.errors import Stale
from app.models import Escalation, LicensePrice, Location
from app.models.escalation import EscalationStatus
from app.queries.escalations.due import due_rises
from app.work import Work, transaction


def approve_escalations(ids: Collection[int], *, more_cents: int | None = None, by: Actor) -> list[Escalation]:
    """Those that were proposed; approved ones stay as they are, so that twice changes nothing.

    `more_cents` is what the person was told that a month costs more, in all. Raises Stale when anything moved since, Refused for a later year
    before an earlier one, Locked while an invoice of one of the organisations goes out; then none is approved.
    """
    with transaction(by=by) as work:
        require(by, Permission.ESCALATION_DECIDE)
        rows = chosen(work, ids, besides=EscalationStatus.APPROVED)
        _require_as_told(work, rows, more_cents)
        at = now()
        for row in rows:
            Escalation.moves.move(row, "approve")
            row.decided_by, row.decided_at = by.name, at
            work.session.add(
                LicensePrice(
                    license_id=row.license_id,
                    valid_from=row.valid_from,
                    primary_cents=row.new_primary_cents,
                    extra_cents=row.new_extra_cents,
                    reason=reason_of(row.percent),
                    escalation_id=row.id,
                    created_at=at,  # it does not reach back to months that were issued before (P11)
                )
            )
        work.session.flush()  # the promise of one price a day speaks here
        tell(work, rows)
    return rows


def reason_of(percent: Decimal) -> str:
    """What the price version says."""
    return _("Yearly rise of %(percent)s %%", percent=f"{percent.normalize():f}")


def _require_as_told(work: Work, rows: list[Escalation], more_cents: int | None) -> None:
    """Each is still due, at the same price; the earlier years of its license are decided, or with it."""
    by_place: dict[int, list[Escalation]] = defaultdict(list)
    for row in rows:
        by_place[row.location_id].append(row)
    for location_id, mine in sorted(by_place.items()):
        location = work.session.get_one(Location, location_id)
        due = {
            each.rise.key: each
            for each in due_rises(work.session, location, organisation_ids=sorted({row.organisation_id for row in mine}))
        }
        asked = {(row.license_id, row.due_on) for row in mine}
        for row in mine:
            each = due.get((row.license_id, row.due_on))
            if each is None:
                raise Stale(
                    _(
                        "The rise of %(license)s on %(day)s is not due any more: look at the list again.",
                        license=row.license.code,
                        day=said.day(row.due_on),
                    )
                )
            missing = [key[1] for key in due if key[0] == row.license_id and key[1] < row.due_on and key not in asked]
            if missing:
                raise Stale(
                    _(
                        "%(license)s: decide about the rise of %(day)s first, the later one builds on it.",
                        license=row.license.code,
                        day=said.day(min(missing)),
                    )
                )
            if put(row, each):
                raise Stale(
                    _(
                        "The prices of %(license)s have moved since this was proposed. The list is put right each morning and by “Look again”.",
                        license=row.license.code,
                    )
                )
    if more_cents is not None and sum(row.more_cents for row in rows) != more_cents:
        raise Stale(_("Something has moved since you looked: look at the list again."))
