"""Change the network that the members of a WiFi group land in."""

from __future__ import annotations

from app.access.actor import Actor
from app.actions.no_card_number import without_card_number
from app.actions.wifi.put_group import put_group, require_wifi_groups
from app.models import WifiGroup
from app.work import transaction


def change_wifi_group(wifi_group_id: int, *, vlan: int | None, note: str = "", by: Actor) -> WifiGroup:
    """Whoever signs in from now on lands there; who is online stays until they sign in again. Raises Refused at `vlan`."""
    with transaction(by=by) as work:
        require_wifi_groups(by)
        row = work.lock(WifiGroup, wifi_group_id)
        put_group(work.session, row.name, vlan)
        row.vlan, row.note = vlan, without_card_number(note or "", "note")
    return row
