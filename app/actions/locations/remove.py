"""Remove a location that was never used."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.core.errors import Refused
from app.models import FoyerUser, Location
from app.models.user import user_location
from app.work import Work, transaction


def remove_location(location_id: int, *, by: Actor) -> None:
    """Refused while somebody of the staff is limited to it, who would be limited to nothing then; and by the database while anything is there."""
    with transaction(by=by) as work:
        location = work.lock(Location, location_id)
        require(by, Permission.LOCATION_WRITE)
        limited = _limited_to(work, location)
        if limited:
            raise Refused(_("Limited to this location: %(names)s. Change first where they work.", names=", ".join(limited)))
        work.session.delete(location)


def _limited_to(work: Work, location: Location) -> list[str]:
    """The names of whoever works only here, or here and at other places that are named."""
    people = (
        select(FoyerUser).join(user_location, user_location.c.user_id == FoyerUser.id).where(user_location.c.location_id == location.id)
    )
    return [str(person) for person in work.session.scalars(people.order_by(FoyerUser.last_name, FoyerUser.first_name, FoyerUser.id))]
