"""A charge is in the currency of its place, and no invoice with it is going out. Shared by all charges."""

from __future__ import annotations

from app.access.actor import require
from app.access.permissions import Permission
from app.actions.currency import require_currency
from app.actions.invoices.locked import require_unlocked
from app.models import Adhoc, LineItem, Location, Organisation
from app.work import Work


def settle_charge(work: Work, charge: Adhoc | LineItem, permission: Permission, *, waits_for_next: bool = False) -> Location:
    """The location, which is the organisation's home unless said; permission, currency and lock (I3) are checked.

    `waits_for_next`: a new charge is no part of what goes out, whose lines are frozen: it is taken by the next run, and the lock stops nobody.
    """
    organisation = work.get(Organisation, charge.organisation_id)
    if charge.location_id is None:
        charge.location_id = organisation.location_id
    require(work.by, permission, charge)
    location = work.get(Location, charge.location_id)
    require_currency(organisation, location, field="location")
    if not waits_for_next:
        require_unlocked(work, organisation.id, location.id)
    return location
