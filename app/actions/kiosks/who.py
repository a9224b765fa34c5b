"""Who acts when somebody taps the tablet at the door: the tablet itself, which may check people in at its own location and nothing else."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor
from app.access.permissions import Permission
from app.core.entity import db
from app.core.errors import Missing
from app.models import Kiosk
from app.queries.presence.kiosks import paired_kiosk

RIGHTS = frozenset({Permission.CHECK_IN_WRITE})


def kiosk_of(secret: str) -> tuple[int, Actor]:
    """The location's id, and the actor. Raises Missing for a tablet that was never paired or is not any more."""
    found = paired_kiosk(db.session(), secret)
    if found is None:
        raise Missing(_("This tablet is no kiosk any more. Please ask at the desk."))
    return found.location_id, actor_of(found)


def actor_of(kiosk: Kiosk) -> Actor:
    return Actor(id=None, name=_("Kiosk %(name)s", name=kiosk.name), permissions=RIGHTS, location_ids=frozenset({kiosk.location_id}))
