"""Move an organisation from one status to the next: welcome, pause, resume, offboard, decline, abandon."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions import said
from app.actions.invoices.locked import require_unlocked
from app.core.clock import today
from app.core.errors import Refused
from app.core.events import Event
from app.models import License, Location, Organisation
from app.queries.leaving import running_after
from app.work import Work, transaction

NEED_ENDED = ("pause", "offboard")


@dataclass(frozen=True)
class OrganisationMoved(Event):
    organisation_id: int
    verb: str


def move_organisation(organisation_id: int, verb: str, *, by: Actor) -> Organisation:
    """Only active organisations are billed, so it waits while their invoices go out (I3), and none leaves while a license of it runs."""
    with transaction(by=by) as work:
        organisation = work.get(Organisation, organisation_id)
        require(by, Permission.ORGANISATION_WRITE, organisation)
        require_unlocked(work, organisation_id)
        organisation = work.lock(Organisation, organisation_id)
        if verb in NEED_ENDED:
            require_ended(work, organisation, verb)
        Organisation.moves.move(organisation, verb)
        organisation.status_by_hand = True
        work.emit(OrganisationMoved(organisation.id, verb))
    return organisation


def require_ended(work: Work, organisation: Organisation, verb: str) -> None:
    """Raises Refused while a license runs. What off-boarding takes away derives from the last day of the licenses (A3); and months that a running license spends
    with an organisation that is not billed would come as corrections once it is active again, where a pause of the license never bills them (I9).
    """
    day = today(work.get(Location, organisation.location_id).zone)
    running = select(License).where(License.organisation_id == organisation.id, running_after(day))
    license = work.session.scalars(running.order_by(License.code).limit(1)).first()
    if license is not None:
        until = _("on %(day)s", day=said.day(license.ends_on)) if license.ends_on else _("never")
        if verb == "pause":
            raise Refused(
                _(
                    "%(license)s still runs and ends %(until)s: pause the license instead, so that it bills and opens nothing, or end it first.",
                    license=license.code,
                    until=until,
                )
            )
        raise Refused(_("%(license)s still runs and ends %(until)s: end it first.", license=license.code, until=until))
