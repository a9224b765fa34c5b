"""WifiVoucher: a guest's account at the WiFi, until closing time (K3)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity
from app.models.check_in import CheckIn
from app.models.location import Location


class WifiVoucher(Entity):
    """The truth for FreeRADIUS is `radius.radcheck`, written in the same transaction. `removed_at`: its rows there are gone."""

    __tablename__ = "wifi_voucher"
    __table_args__ = (Index("vouchers_to_remove", "until", postgresql_where=text("removed_at IS NULL")),)

    check_in_id: Mapped[int] = mapped_column(ForeignKey("check_in.id"), unique=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), index=True)
    username: Mapped[str] = mapped_column(String(64), unique=True)
    sealed_password: Mapped[bytes] = mapped_column(LargeBinary)
    until: Mapped[dt.datetime]
    removed_at: Mapped[dt.datetime | None]

    check_in: Mapped[CheckIn] = relationship()
    location: Mapped[Location] = relationship()

    def __str__(self) -> str:
        return self.username
