"""A quota is its license's: what is left of it goes with that from one holder to the next, and what is on hold stays (W7)."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select

from app.access.actor import SYSTEM, Actor
from app.actions.wallets.ledger import enter, lock, new_lot, terms_of
from app.actions.wallets.open import wallet_of
from app.models import LedgerEntry, Lot, Wallet
from app.models.ledger import Account, EntryKind
from app.queries.wallets.due_quotas import TO, slot_key
from app.queries.wallets.other_hands import Astray, astray, licenses_in_other_hands
from app.rules.credits import Source
from app.work import Work, transaction

AT_ONCE = 200  # licenses a transaction


def follow_all_holders(*, by: Actor = SYSTEM) -> int:
    """Also where a file said who has a license, and where credits came back to a former holder. Returns how many quotas moved."""
    with transaction(by=by) as work:
        ids = licenses_in_other_hands(work.session)
    moved = 0
    for start in range(0, len(ids), AT_ONCE):
        with transaction(by=by) as work:
            moved += follow_holders(work, ids[start : start + AT_ONCE])
    return moved


def follow_holders(work: Work, license_ids: Collection[int]) -> int:
    """Who holds them now gets what the former holders have left of the present period, and no new quota; without a holder it waits for the next.

    All wallets are locked in one order before the first is touched, so that licenses which change hands together are told together.
    """
    found = astray(work.session, license_ids)
    if not found:
        return 0
    takers = {each.lot_id: _wallet_of(work, each) for each in found if each.given}
    givers = select(Lot.wallet_id).where(Lot.id.in_([lot for each in found for lot in each.taken]))
    locked = lock(work, *work.session.scalars(givers), *{wallet.id for wallet in takers.values()})
    held = {wallet.id for wallet in locked}
    return sum(_hand_on(work, each, held) for each in astray(work.session, license_ids))  # as it is under the locks


def _wallet_of(work: Work, each: Astray) -> Wallet:
    assert each.holder_id is not None, "only a holder gets something"
    return wallet_of(work, each.unit, each.currency, user_id=each.holder_id)


def _hand_on(work: Work, each: Astray, held: Collection[int]) -> bool:
    """False where somebody else came first, and other wallets would be touched than those under lock: the next run looks again."""
    givers = [work.session.get_one(Lot, lot_id) for lot_id in each.taken]
    taker = _wallet_of(work, each) if each.given else None
    if not {lot.wallet_id for lot in givers} | ({taker.id} if taker is not None else set()) <= set(held):
        return False
    for lot in givers:
        _enter(work, lot, each, -each.taken[lot.id])
    if taker is not None:
        _enter(work, _lot_in(work, taker, each), each, each.given)
    return True


def _lot_in(work: Work, taker: Wallet, each: Astray) -> Lot:
    """Somebody who had the license in this period before gets it where they had it."""
    living = work.session.get_one(Lot, each.lot_id)
    theirs = select(Lot).where(Lot.wallet_id == taker.id, slot_key() == each.slot).order_by(Lot.id).limit(1)
    lot = work.session.scalars(theirs).first() or new_lot(work, taker, Source.QUOTA, f"{each.slot}{TO}{taker.id}", **terms_of(living))
    assert lot is not None, "its key names the wallet, and was not there"
    lot.expires_at = living.expires_at
    return lot


def _enter(work: Work, lot: Lot, each: Astray, cents: int) -> None:
    """A grant that is taken back, and granted to somebody else: all of them together are never more than came at first."""
    before = work.session.scalar(select(func.count()).where(LedgerEntry.lot_id == lot.id, LedgerEntry.kind == EntryKind.QUOTA_GRANT))
    enter(
        work,
        lot,
        EntryKind.QUOTA_GRANT,
        Account.DEFERRED_REVENUE,
        cents,
        key=f"handed:{lot.id}:{before}",
        cause=f"license:{each.license_id}",
    )
