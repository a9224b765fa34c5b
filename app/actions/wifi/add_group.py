"""Add a WiFi group with the network that its members land in."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor
from app.actions.no_card_number import without_card_number
from app.actions.wifi.put_group import put_group, require_wifi_groups
from app.core.errors import Refused
from app.models import WifiGroup
from app.work import transaction


def add_wifi_group(*, name: str, vlan: int | None = None, note: str = "", by: Actor) -> WifiGroup:
    """Our row, and what FreeRADIUS tells access points, in one transaction. Raises Refused at `name` or `vlan`."""
    with transaction(by=by) as work:
        require_wifi_groups(by)
        if not (name := name.strip()):
            raise Refused(_("A group needs a name."), field="name")
        put_group(work.session, name, vlan)
        return work.add(WifiGroup(name=name, vlan=vlan, note=without_card_number(note or "", "note")))
