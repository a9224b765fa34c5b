"""Set what the whole network goes by."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.network import require_whole_network
from app.actions.settings.known import KNOWN
from app.core.errors import Missing, Refused
from app.models import Setting
from app.work import transaction


def put_setting(name: str, value: str, *, by: Actor) -> Setting:
    """Raises Missing for a name that nobody reads, Refused for a value that it cannot have."""
    with transaction(by=by) as work:
        require(by, Permission.SETTING_WRITE)
        require_whole_network(by)
        known = KNOWN.get(name)
        if known is None:
            raise Missing(_("There is no setting %(name)s.", name=name))
        if value not in known.choices:
            raise Refused(_("Please choose one of the list."), field="value")
        found = work.session.scalars(select(Setting).where(Setting.name == name).with_for_update()).one_or_none()
        if found is None:
            return work.add(Setting(name=name, value=value))
        found.value = value
    return found
