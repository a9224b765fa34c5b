"""VendorRest: a vendor that did not answer, for as long as it has not."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.entity import Record


class FarSide(StrEnum):
    """Whom many jobs ask. Other networks, receivers of webhooks, the mail archive and the mailbox of bounces have a rest of their own in their row."""

    MAIL = "mail"
    PAYFAST = "PayFast"
    PAPERCUT = "PaperCut"
    SALTO = "Salto"
    XERO = "Xero"


class VendorRest(Record):
    """A row while calls fail and none was answered since: `failures` in a row, the last of them in the words of `trouble`. No job asks before `rests_until`, and then one alone."""

    __tablename__ = "vendor_rest"

    vendor: Mapped[FarSide] = mapped_column(unique=True)
    failures: Mapped[int]
    rests_until: Mapped[dt.datetime | None]
    trouble: Mapped[str] = mapped_column(String(500), default="", server_default="")
