"""An entry of the waiting list holds together: somebody who can be written to, and a place that there is."""

from __future__ import annotations

from flask_babel import gettext as _

from app.actions.deliveries.prepare import distinct_addresses
from app.actions.emails import one_address
from app.actions.fill import demand
from app.core.errors import Refused
from app.models import Organisation, Space, WaitingEntry
from app.work import Work


def settle_entry(work: Work, entry: WaitingEntry) -> None:
    """Location from the space, name and address from the organisation where nobody said them. Raises Refused at the field."""
    if entry.space_id is not None:
        location_id = work.get(Space, entry.space_id).location_id
        if entry.location_id not in (None, location_id):
            raise Refused(_("That space is at another location."), field="space")
        entry.location_id = location_id
        if entry.kind is not None:
            raise Refused(_("Choose a space or a kind, not both."), field="kind")
    if entry.organisation_id is not None:
        organisation = work.get(Organisation, entry.organisation_id)
        known = distinct_addresses(organisation.invoice_email)
        entry.name = entry.name or organisation.name
        entry.email = entry.email or (known[0] if known else "")
    demand(entry, "location_id", "name", "email", "starts_on")
    entry.email = one_address(entry.email, field="email")
    if entry.places is not None and not 1 <= entry.places <= 500:
        raise Refused(_("From 1 to 500 people."), field="places")
