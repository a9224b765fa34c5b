"""The ledger: every movement of credits, once, for ever, each against a counter-account; and what is reserved meanwhile (W2, W6)."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Record
from app.models.wallet import Lot, Wallet


class EntryKind(StrEnum):
    TOPUP = "topup"
    QUOTA_GRANT = "quota_grant"
    QUOTA_EXPIRY = "quota_expiry"
    RESERVE = "reserve"
    RELEASE = "release"
    DEBIT = "debit"
    REFUND = "refund"
    ADJUST = "adjust"
    REWARD = "reward"
    TRANSFER = "transfer"


class Account(StrEnum):
    """Where the value came from, or went to: the other half of every entry."""

    CASH_CLEARING = "cash_clearing"
    DEFERRED_REVENUE = "deferred_revenue"
    ROOM_REVENUE = "room_revenue"
    SHOP_REVENUE = "shop_revenue"
    BREAKAGE = "breakage"
    GOODWILL = "goodwill"
    BETWEEN_WALLETS = "between_wallets"
    OPENING = "opening"


class LedgerEntry(Record):
    """`cents` moves the balance of lot and wallet, and the counter-account by as much the other way; `reserved` what is held of it.

    Rows are never changed (a trigger sees to it), and a trigger adds each to its lot and its wallet in the same statement.
    `vat_cents` is the VAT that a debit of credits taxed as they are used brings with it, and a refund takes back; a trigger refuses it for a
    lot that was taxed as it was sold (P10). `cause` names what it is about ("booking:12"), `key` makes a second writing of the same fact impossible.
    """

    __tablename__ = "ledger_entry"
    __table_args__ = (
        CheckConstraint("(kind IN ('reserve', 'release')) = (cents = 0)", name="moves_value_or_holds_it"),
        CheckConstraint("kind <> 'reserve' OR reserved > 0", name="reserve_holds"),
        CheckConstraint("kind <> 'release' OR reserved < 0", name="release_lets_go"),
        CheckConstraint("kind IN ('reserve', 'release', 'debit') OR reserved = 0", name="only_reserves_are_held"),
        Index("statement_of_wallet", "wallet_id", "id"),
        Index("entries_of_lot", "lot_id", "id"),
        Index("entries_of_cause", "cause", "id"),
        Index("ledger_by_time", "at", postgresql_using="brin"),
    )

    at: Mapped[dt.datetime] = mapped_column(server_default=text("clock_timestamp()"))
    key: Mapped[str] = mapped_column(String(160), unique=True)
    kind: Mapped[EntryKind]
    wallet_id: Mapped[int] = mapped_column(ForeignKey("wallet.id"))
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"))
    account: Mapped[Account]
    cents: Mapped[int] = mapped_column(BigInteger)
    reserved: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    vat_cents: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    currency: Mapped[str] = mapped_column(String(3))
    cause: Mapped[str] = mapped_column(String(120), default="", server_default="")
    reason: Mapped[str] = mapped_column(String(500), default="", server_default="")
    actor: Mapped[str] = mapped_column(String(200))

    wallet: Mapped[Wallet] = relationship()
    lot: Mapped[Lot] = relationship()

    def __str__(self) -> str:
        return f"{self.kind.value.replace('_', ' ')} of {self.at:%d %b %Y}"


class LedgerCheckpoint(Record):
    """The sums of a wallet after one entry, noted by the trigger that keeps them: of every 256th entry of the ledger.

    A page of a statement adds up only what came since; L2 proves each of them from the entries.
    """

    __tablename__ = "ledger_checkpoint"
    __table_args__ = (Index("checkpoint_of_wallet", "wallet_id", "entry_id", unique=True),)

    wallet_id: Mapped[int] = mapped_column(ForeignKey("wallet.id"))
    entry_id: Mapped[int] = mapped_column(BigInteger)
    cents: Mapped[int] = mapped_column(BigInteger)
    reserved: Mapped[int] = mapped_column(BigInteger)

    wallet: Mapped[Wallet] = relationship()


class ReserveState(StrEnum):
    OPEN = "open"
    DEBITED = "debited"
    RELEASED = "released"


class Reserve(Record):
    """So many cents of one lot, promised to one cause until they are debited or released: exactly one of both (L4).

    A part may be debited as a fee, and the rest is let go with it (L5).
    """

    __tablename__ = "reserve"
    __table_args__ = (
        CheckConstraint("cents > 0 AND debited_cents BETWEEN 0 AND cents", name="debits_at_most_what_it_holds"),
        CheckConstraint("(state = 'open') = (ended_at IS NULL)", name="ended_once"),
        CheckConstraint("(state = 'debited') = (debited_cents > 0)", name="says_what_was_debited"),
        Index("one_reserve_a_lot_and_key", "key", "lot_id", unique=True),
        Index("reserve_due", "expires_at", postgresql_where=text("state = 'open'")),
        Index("reserves_of_cause", "cause", "id"),
        Index("reserves_of_wallet", "wallet_id", postgresql_where=text("state = 'open'")),
    )

    key: Mapped[str] = mapped_column(String(120))
    wallet_id: Mapped[int] = mapped_column(ForeignKey("wallet.id"))
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"))
    cause: Mapped[str] = mapped_column(String(120))
    cents: Mapped[int] = mapped_column(BigInteger)
    expires_at: Mapped[dt.datetime]
    state: Mapped[ReserveState] = mapped_column(default=ReserveState.OPEN, server_default="open")
    debited_cents: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    ended_at: Mapped[dt.datetime | None]

    wallet: Mapped[Wallet] = relationship()
    lot: Mapped[Lot] = relationship()

    def __str__(self) -> str:
        return f"reserve for {self.cause}"
