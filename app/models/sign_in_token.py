"""SignInToken: a link that was mailed to a person, good for one thing, once, and not for long."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Record
from app.models.address_change import AddressChange
from app.models.user import FoyerUser


class Purpose(StrEnum):
    """What a link is good for. The two of an address change go to different mailboxes."""

    WELCOME = "welcome"
    PASSWORD_RESET = "password_reset"  # noqa: S105 - the name of a purpose
    ADDRESS_NEW = "address_new"
    ADDRESS_OLD = "address_old"


LASTS = {
    Purpose.WELCOME: dt.timedelta(hours=72),
    Purpose.PASSWORD_RESET: dt.timedelta(hours=1),
    Purpose.ADDRESS_NEW: dt.timedelta(hours=24),
    Purpose.ADDRESS_OLD: dt.timedelta(hours=24),
}


class SignInToken(Record):
    """What is mailed is signed out of this row; the row alone opens nothing. `spent_at` is set by its use, or by a newer one."""

    __tablename__ = "sign_in_token"
    __table_args__ = (Index("token_open", "user_id", "purpose", postgresql_where=text("spent_at IS NULL")),)

    jti: Mapped[str] = mapped_column(String(40), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[Purpose]
    address_change_id: Mapped[int | None] = mapped_column(ForeignKey("address_change.id", ondelete="CASCADE"), index=True)
    made_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    spent_at: Mapped[dt.datetime | None]

    user: Mapped[FoyerUser] = relationship()
    address_change: Mapped[AddressChange | None] = relationship()
