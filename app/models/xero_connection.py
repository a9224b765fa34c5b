"""XeroConnection: one Xero organisation that locations post to, with its sealed token."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, deferred, mapped_column

from app.core.entity import Entity


class XeroState(StrEnum):
    CONNECTED = "connected"
    RECONNECT = "reconnect"


class XeroConnection(Entity):
    """`sealed_token` is the OAuth2 token, encrypted by app.core.secrets; it is read and replaced under a row lock (contracts.md 2.1).

    `rests_until`: Xero asked for that much patience (429), and no call is made before.
    """

    __tablename__ = "xero_connection"

    name: Mapped[str] = mapped_column(String(200))
    tenant_id: Mapped[str] = mapped_column(String(40), unique=True)
    state: Mapped[XeroState] = mapped_column(default=XeroState.CONNECTED, server_default="connected")
    sealed_token: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    token_expires_at: Mapped[dt.datetime | None]
    rests_until: Mapped[dt.datetime | None]
    looked_at: Mapped[dt.datetime | None]  # for contacts and items that are ours
    tracking_category: Mapped[str] = mapped_column(String(100), default="Location", server_default="Location")

    def __str__(self) -> str:
        return self.name


class XeroContact(Entity):
    """Which contact of a Xero organisation stands for which of ours.

    `told` is a fingerprint of what Xero was last told of it; None for one that was found there.
    """

    __tablename__ = "xero_contact"
    __table_args__ = (
        Index("one_contact_a_tenant", "organisation_id", "xero_connection_id", unique=True, postgresql_nulls_not_distinct=True),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    xero_connection_id: Mapped[int | None] = mapped_column(ForeignKey("xero_connection.id"))
    contact_id: Mapped[str] = mapped_column(String(40))
    told: Mapped[str | None] = mapped_column(String(32))
