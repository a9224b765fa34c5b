"""Put a tablet on the list, with the address that pairs it."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.kiosk_secrets import pairing_hash
from app.access.link_secrets import new_secret
from app.access.permissions import Permission
from app.core.errors import Refused
from app.models import Kiosk, Location
from app.work import transaction

LONGEST = 80


def create_kiosk(*, location_id: int | None, name: str, by: Actor) -> tuple[Kiosk, str]:
    """The kiosk and the secret of the address that pairs it, which nobody can show again. Raises Forbidden, Missing, and Refused at `location` or `name`."""
    with transaction(by=by) as work:
        if location_id is None:
            raise Refused(_("Choose a location."), field="location")
        place = work.get(Location, location_id)
        name = " ".join(name.split())
        if not name or len(name) > LONGEST:
            raise Refused(_("Give it a name of up to %(most)d letters, such as where it stands.", most=LONGEST), field="name")
        secret = new_secret()
        kiosk = Kiosk(location_id=place.id, name=name, secret_hash=pairing_hash(secret), made_by=by.name)
        require(by, Permission.KIOSK_WRITE, kiosk)
        return work.add(kiosk), secret
