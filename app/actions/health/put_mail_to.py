"""Say who is mailed when Foyer turns red."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.deliveries.prepare import distinct_addresses
from app.actions.emails import addresses as checked
from app.actions.network import require_whole_network
from app.core.errors import Refused
from app.models import Setting
from app.queries.health.mail_to import SETTING
from app.work import transaction

MOST = 20


def put_mail_to(text: str, *, by: Actor) -> list[str]:
    """Addresses with ; or commas between; none: the network admins. Raises Refused for what is no address."""
    with transaction(by=by) as work:
        require(by, Permission.SETTING_WRITE)
        require_whole_network(by)
        addresses = list(distinct_addresses(checked(text, field="mail_to")))
        if len(addresses) > MOST:
            raise Refused(_("At most %(most)d addresses.", most=MOST), field="mail_to")
        found = work.session.scalars(select(Setting).where(Setting.name == SETTING).with_for_update()).one_or_none()
        if found is None:
            work.add(Setting(name=SETTING, value=addresses))
        else:
            found.value = addresses
    return addresses
