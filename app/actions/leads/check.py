"""A lead holds together: somebody who can be reached, at a place, from when and for how many."""

from __future__ import annotations

from flask_babel import gettext as _

from app.actions.emails import one_address
from app.actions.fill import demand
from app.core.errors import Refused
from app.models import Lead

MOST_PLACES = 500


def check_lead(lead: Lead) -> None:
    """Raises Refused at the field."""
    demand(lead, "location_id", "name")
    lead.email = one_address(lead.email or "", field="email")
    if not lead.email and not lead.phone:
        raise Refused(_("Give a mail address or a phone number: somebody has to answer."), field="email")
    if lead.places is not None and not 1 <= lead.places <= MOST_PLACES:
        raise Refused(_("From 1 to 500 people."), field="places")
