"""SaltoConnection: the sealed tokens of Foyer's account at Salto, where it has a refresh token and no password (contracts.md 4, "Token")."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, LargeBinary, String, text
from sqlalchemy.orm import Mapped, deferred, mapped_column

from app.core.entity import Record


class SaltoConnection(Record):
    """One row: each refresh may spend the token it used, so it is read and replaced under this row's lock. `seed` is the hash of the
    token in the settings that the present one came from: another one there begins anew.
    """

    __tablename__ = "salto_connection"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    seed: Mapped[str] = mapped_column(String(64), default="", server_default="")
    sealed_token: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    expires_at: Mapped[dt.datetime | None]
    refused: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
