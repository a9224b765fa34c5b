"""Wallet and lot: credits of one unit that a person or an organisation owns. The ledger is the truth, their sums are a cache (W1)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, CheckConstraint, ColumnElement, ForeignKey, Index, String, case, func, or_, select, text
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from app.core.entity import Entity
from app.models.location import Location
from app.models.organisation import Organisation
from app.models.product import VatPoint
from app.models.room import RoomKind
from app.models.user import FoyerUser
from app.rules.credits import Owner, Source
from app.rules.units import Unit

SOON = dt.timedelta(days=14)  # what ends by then is warned of


class Wallet(Entity):
    """Belongs to a user or to an organisation, and pays only what is priced in its currency.

    `balance_cents` and `reserved_cents` are kept by a trigger of the ledger, never written by us. `overdraft_cents` is how far
    below zero a chargeback may have taken it (W10).
    """

    __tablename__ = "wallet"
    __table_args__ = (
        CheckConstraint("num_nonnulls(user_id, organisation_id) = 1", name="has_one_owner"),
        CheckConstraint("currency ~ '^[A-Z]{3}$'", name="currency_is_iso"),
        CheckConstraint("reserved_cents >= 0", name="reserved_is_not_negative"),
        CheckConstraint("balance_cents - reserved_cents >= -overdraft_cents", name="never_below_its_floor"),
        Index("one_wallet_an_owner", "user_id", "organisation_id", "unit", "currency", unique=True, postgresql_nulls_not_distinct=True),
        Index("wallet_of_organisation", "organisation_id"),
    )

    user_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    unit: Mapped[Unit]
    currency: Mapped[str] = mapped_column(String(3))
    is_shared: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    balance_cents: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    reserved_cents: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    overdraft_cents: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")

    user: Mapped[FoyerUser | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship()

    if TYPE_CHECKING:  # questions about it, answered below; only who shows them asks
        free_cents: Mapped[int]
        ending_cents: Mapped[int]
        location_id: Mapped[int | None]

    @property
    def location(self) -> Location | None:
        """The home of the owner: whose clock tells when credits end."""
        if self.user is not None and self.user.location is not None:
            return self.user.location
        organisation = self.organisation or (self.user.organisation if self.user is not None else None)
        return organisation.location if organisation is not None else None

    @property
    def owner(self) -> Owner:
        return Owner.USER if self.user_id is not None else Owner.ORGANISATION

    @property
    def owner_name(self) -> str:
        return str(self.user or self.organisation)

    @property
    def team_name(self) -> str:
        """The organisation that it belongs to, or in which its person is; empty for somebody without one."""
        found = self.organisation or (self.user.organisation if self.user is not None else None)
        return str(found or "")

    def __str__(self) -> str:
        return self.owner_name


class Lot(Entity):
    """Value that came in one piece, from one source, with one expiry; `grant_key` names the quota slot or purchase it came from.

    With `location_id` or `room_kind` it pays only there, or for such rooms.
    """

    __tablename__ = "lot"
    __table_args__ = (
        CheckConstraint("reserved_cents >= 0", name="reserved_is_not_negative"),
        CheckConstraint("balance_cents >= reserved_cents OR source = 'purchase'", name="never_overspent"),
        Index("lot_of_wallet", "wallet_id", "id"),
        Index("lot_to_expire", "expires_at", postgresql_where=text("balance_cents > reserved_cents AND expires_at IS NOT NULL")),
        Index("quota_by_end", "expires_at", postgresql_where=text("source = 'quota'")),
    )

    wallet_id: Mapped[int] = mapped_column(ForeignKey("wallet.id"))
    source: Mapped[Source]
    vat_point: Mapped[VatPoint | None]
    expires_at: Mapped[dt.datetime | None]
    location_id: Mapped[int | None] = mapped_column(ForeignKey("location.id"))
    room_kind: Mapped[RoomKind | None]
    grant_key: Mapped[str] = mapped_column(String(120), unique=True)
    balance_cents: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    reserved_cents: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")

    wallet: Mapped[Wallet] = relationship()
    location: Mapped[Location | None] = relationship()

    def __str__(self) -> str:
        return f"{self.source.value} credits"


def _sum_of_lots(*which: ColumnElement[bool]) -> ColumnElement[int]:
    """Cents that are free in these lots of the wallet."""
    free = select(func.coalesce(func.sum(Lot.balance_cents - Lot.reserved_cents), 0))
    return free.where(Lot.wallet_id == Wallet.id, *which).correlate_except(Lot).scalar_subquery()


def _home() -> ColumnElement[int | None]:
    theirs = select(func.coalesce(FoyerUser.location_id, Organisation.location_id)).outerjoin(
        Organisation, Organisation.id == FoyerUser.organisation_id
    )
    own = select(Organisation.location_id).where(Organisation.id == Wallet.organisation_id).correlate_except(Organisation).scalar_subquery()
    of_user = theirs.where(FoyerUser.id == Wallet.user_id).correlate_except(FoyerUser, Organisation).scalar_subquery()
    return case((Wallet.user_id.is_(None), own), else_=of_user)


LASTS = or_(Lot.expires_at.is_(None), Lot.expires_at > func.now())
Wallet.free_cents = column_property(_sum_of_lots(LASTS), deferred=True)
Wallet.ending_cents = column_property(_sum_of_lots(Lot.expires_at > func.now(), Lot.expires_at <= func.now() + SOON), deferred=True)
Wallet.location_id = column_property(_home(), deferred=True)
