"""The network that the members of a group land in."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.network import require_whole_network
from app.core.errors import Refused

FIRST, LAST = 1, 4094  # IEEE 802.1Q
FOREIGN = text("DELETE FROM radius.radgroupreply WHERE groupname = :group AND attribute <> ALL(:ours)")
REPLY = text("""
    INSERT INTO radius.radgroupreply AS known (groupname, attribute, op, value) VALUES (:group, :attribute, ':=', :value)
    ON CONFLICT (groupname, attribute) DO UPDATE SET op = excluded.op, value = excluded.value
    WHERE (known.op, known.value) IS DISTINCT FROM (excluded.op, excluded.value)
""")


def put_group(session: Session, name: str, vlan: int | None) -> None:
    """The group tells access points this VLAN (RFC 3580 section 3.31), and nothing else; None: their own default network.

    Raises Refused for a number that is no VLAN.
    """
    if vlan is not None and not FIRST <= vlan <= LAST:
        raise Refused(_("A VLAN is a number from %(first)d to %(last)d.", first=FIRST, last=LAST), field="vlan")
    replies = {} if vlan is None else {"Tunnel-Type": "VLAN", "Tunnel-Medium-Type": "IEEE-802", "Tunnel-Private-Group-Id": str(vlan)}
    session.execute(FOREIGN, {"group": name, "ours": list(replies)})
    for attribute, value in replies.items():
        session.execute(REPLY, {"group": name, "attribute": attribute, "value": value})


def require_wifi_groups(by: Actor) -> None:
    """A group's people are everywhere: one location does not move those of another into another network."""
    require(by, Permission.WIFI_WRITE)
    require_whole_network(by)
