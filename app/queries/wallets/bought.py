"""What was bought and can still be taken back by a bank (W10)."""

from __future__ import annotations

from sqlalchemy import and_, func, not_, select
from sqlalchemy.orm import Session

from app.models import LedgerEntry, Lot
from app.models.ledger import Account, EntryKind
from app.rules.credits import Source

# What one purchase brought; what it paid of another one's debt is its own still (W10).
PAID = and_(
    LedgerEntry.account.in_((Account.CASH_CLEARING, Account.OPENING)),
    not_(and_(LedgerEntry.kind == EntryKind.ADJUST, LedgerEntry.cause.startswith("topup:"))),
)


def still_bought(session: Session, lot_id: int) -> int:
    """Cents that were paid for the lot, less what went back."""
    query = select(func.sum(LedgerEntry.cents)).where(LedgerEntry.lot_id == lot_id, PAID)
    return int(session.scalar(query) or 0)


def bought_lots(session: Session, wallet_id: int) -> list[tuple[Lot, int]]:
    """Purchases of a wallet with the cents that could go back, the newest first."""
    paid = func.sum(LedgerEntry.cents)
    query = (
        select(Lot, paid)
        .join(LedgerEntry, LedgerEntry.lot_id == Lot.id)
        .where(Lot.wallet_id == wallet_id, Lot.source == Source.PURCHASE, PAID)
        .group_by(Lot.id)
        .having(paid > 0)
        .order_by(Lot.id.desc())
    )
    return [(lot, int(cents)) for lot, cents in session.execute(query)]
