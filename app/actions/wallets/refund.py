"""What was debited comes back to the lots that paid, the last one first, with the expiry that they had (W8, W9)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import func, select

from app.actions.wallets.expire import expire_lot
from app.actions.wallets.ledger import enter, lock, new_lot, terms_of
from app.actions.wallets.taxed_as_used import vat_back
from app.core.clock import now
from app.models import LedgerEntry, Lot
from app.models.ledger import Account, EntryKind
from app.rules.credits import Part, Source, returned
from app.work import Work

SECOND_LIFE = dt.timedelta(days=30)


def refund(work: Work, cause: str, cents: int, *, key: str, by_operator: bool = False, reason: str = "") -> None:
    """Give `cents` of what `cause` debited back. Into a lot that has expired meanwhile: lost when the member cancels, a new lot for
    30 days when the operator does. The same key again changes nothing. Raises ValueError for more than was paid and not yet returned.
    """
    paid = still_paid(work, cause)
    lock(work, *{lot.wallet_id for lot in work.session.scalars(select(Lot).where(Lot.id.in_([part.lot for part in paid])))})
    if is_given(work, key):
        return
    give_back(work, cause, returned(still_paid(work, cause), cents), key=key, by_operator=by_operator, reason=reason)


def give_back(work: Work, cause: str, parts: Sequence[Part], *, key: str, by_operator: bool = False, reason: str = "") -> None:
    """These cents of these lots, in this order; the caller holds the locks of their wallets, and gives each key once."""
    for part, vat in zip(parts, vat_back(work, cause, still_paid(work, cause), parts), strict=True):
        lot = work.session.get_one(Lot, part.lot)
        entry = f"refund:{key}:{lot.id}"
        if lot.expires_at is None or lot.expires_at > now():
            enter(work, lot, EntryKind.REFUND, Account.ROOM_REVENUE, part.cents, key=entry, cause=cause, reason=reason, vat=-vat)
        elif by_operator:
            anew = new_lot(work, lot.wallet, Source.REFUND, entry, **terms_of(lot) | {"expires_at": now() + SECOND_LIFE})
            assert anew is not None, "its key is new, because no entry has it"
            enter(work, anew, EntryKind.REFUND, Account.ROOM_REVENUE, part.cents, key=entry, cause=cause, reason=reason, vat=-vat)
        else:
            enter(work, lot, EntryKind.REFUND, Account.ROOM_REVENUE, part.cents, key=entry, cause=cause, reason=reason, vat=-vat)
            expire_lot(work, lot)


def is_given(work: Work, key: str) -> bool:
    """Whether something came back under this key."""
    return (
        work.session.scalar(select(LedgerEntry.id).where(LedgerEntry.key.startswith(f"refund:{key}:", autoescape=True)).limit(1))
        is not None
    )


def still_paid(work: Work, cause: str) -> list[Part]:
    """What each lot has paid for the cause and nobody has got back, in the order in which they paid.

    What came back in a new lot, because the old one was over, counts against what paid last.
    """
    moved = select(LedgerEntry.lot_id, -func.sum(LedgerEntry.cents)).where(
        LedgerEntry.cause == cause, LedgerEntry.kind.in_([EntryKind.DEBIT, EntryKind.REFUND])
    )
    rows = [(lot, int(cents)) for lot, cents in work.session.execute(moved.group_by(LedgerEntry.lot_id).order_by(func.min(LedgerEntry.id)))]
    parts = [Part(lot, cents) for lot, cents in rows if cents > 0]
    elsewhere = dict(returned(parts, -sum(cents for _lot, cents in rows if cents < 0)))
    return [part for each in parts if (part := Part(each.lot, each.cents - elsewhere.get(each.lot, 0))).cents]
