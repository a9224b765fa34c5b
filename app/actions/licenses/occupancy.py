"""Whether a space has room for one more license (P15)."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from app.core.errors import Refused
from app.models import License, Space
from app.models.space import SpaceKind
from app.rules.occupancy import Holder, NoRoom, no_room
from app.work import Work


def require_room(work: Work, license: License, space: Space) -> None:
    """Raises Refused, at the space, when the license would be one too many; its `occupancy_reason` overrides.

    The space is locked by the caller, so that two people cannot both take the last place.
    """
    if license.occupancy_reason:
        return
    query = select(License.organisation_id, License.starts_on, License.ends_on).where(License.space_id == space.id)
    if license.id is not None:
        query = query.where(License.id != license.id)
    present = [Holder(organisation_id, starts_on, ends_on) for organisation_id, starts_on, ends_on in work.session.execute(query)]
    wanted = Holder(license.organisation_id, license.starts_on, license.ends_on)
    why = no_room(space.capacity, present, wanted, one_organisation=space.kind is SpaceKind.PRIVATE_OFFICE)
    if why is NoRoom.ANOTHER_ORGANISATION:
        said = _(
            "%(space)s is another organisation's private office. Choose another space, or give a reason to share it.", space=space.name
        )
        raise Refused(said, field="space")
    if why is NoRoom.FULL:
        said = _(
            "%(space)s has room for %(count)d, and they are there. Choose another space, or give a reason to put one more in.",
            space=space.name,
            count=space.capacity or 0,
        )
        raise Refused(said, field="space")
