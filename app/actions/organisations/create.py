"""Create an organisation: a company, or a sole member, that may be invoiced."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Unpack

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.codes import give_code
from app.actions.fill import demand, fill
from app.actions.organisations.check import check_organisation, check_ways_to_pay
from app.actions.organisations.fields import OrganisationFields
from app.core.events import Event
from app.models import Location, Organisation
from app.models.organisation import OrganisationStatus
from app.work import transaction


@dataclass(frozen=True)
class OrganisationCreated(Event):
    organisation_id: int


def create_organisation(*, by: Actor, **fields: Unpack[OrganisationFields]) -> Organisation:
    """Without a status it is active; without a code it gets one of its home location."""
    with transaction(by=by) as work:
        require(by, Permission.ORGANISATION_WRITE)
        organisation = Organisation(code="", currency="")
        fill(work, organisation, {name: value for name, value in fields.items() if name != "currency" or value})
        demand(organisation, "name", "location_id")
        require(by, Permission.ORGANISATION_WRITE, organisation)
        home = work.get(Location, organisation.location_id)
        check_organisation(organisation, home)
        check_ways_to_pay(organisation)
        organisation.status_by_hand = organisation.status not in (None, OrganisationStatus.ACTIVE, OrganisationStatus.PROSPECT)
        give_code(work, organisation, f"{home.code}-")
        work.add(organisation)
        work.emit(OrganisationCreated(organisation.id))
    return organisation
