"""Who buys: a member, the organisation that is invoiced for it, and the place that is their home."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.errors import Refused
from app.models import FoyerUser, License, Location, Organisation
from app.models.organisation import OrganisationStatus

BUYS = (OrganisationStatus.ACTIVE, OrganisationStatus.PENDING)


@dataclass(frozen=True, slots=True)
class Buyer:
    user: FoyerUser
    organisation: Organisation
    home: Location


def buyer_of(session: Session, user: FoyerUser) -> Buyer:
    """Raises Refused for somebody without an organisation, or whose organisation is no customer at present."""
    organisation = user.organisation
    if organisation is None:
        raise Refused(_("%(name)s belongs to no organisation that could be invoiced.", name=user), field="user")
    if organisation.status not in BUYS:
        raise Refused(
            _("%(organisation)s is no customer at present, so nothing can be sold to its people.", organisation=organisation), field="user"
        )
    home = user.location or _licensed(session, user) or organisation.location
    return Buyer(user, organisation, home)


def _licensed(session: Session, user: FoyerUser) -> Location | None:
    """Where their license that began first, of those that hold today, is."""
    query = (
        select(License, Location)
        .join(Location, Location.id == License.location_id)
        .where(License.user_id == user.id)
        .order_by(License.starts_on, License.id)
    )
    return next(
        (place for held, place in session.execute(query) if held.starts_on <= clock.today(place.zone) <= (held.ends_on or dt.date.max)),
        None,
    )
