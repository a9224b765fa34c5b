"""WifiGroup: the network that the members of a group land in; memberships name it, and FreeRADIUS tells access points."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.entity import Entity


class WifiGroup(Entity):
    """`vlan` None: the access point's own default network. The truth for FreeRADIUS is `radius.radgroupreply`, written with this row."""

    __tablename__ = "wifi_group"
    __table_args__ = (CheckConstraint("vlan BETWEEN 1 AND 4094", name="vlan_of_8021q"),)

    name: Mapped[str] = mapped_column(String(100), unique=True)
    vlan: Mapped[int | None]
    note: Mapped[str] = mapped_column(String(200), default="", server_default="")
