"""Credits that were bought come into a wallet, once the money is confirmed (W10)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.wallets.ledger import check_amount, check_end, check_key, check_reason, enter, lock, lot_of_key, new_lot
from app.models import Lot, Wallet
from app.models.ledger import Account, EntryKind
from app.models.product import VatPoint
from app.rules.credits import Source
from app.work import Work, transaction


def top_up_wallet(
    wallet_id: int,
    amount_cents: int,
    *,
    by: Actor,
    key: str,
    reason: str,
    expires_at: dt.datetime | None = None,
    vat_point: VatPoint = VatPoint.SALE,
) -> Lot:
    """A lot of so many cents; `reason` says how the money is found. What a chargeback left open is paid from it first.

    `key` names the purchase: a second top-up of the same returns the first. Raises Conflict for one that was used for something else, Refused at the field that is wrong.
    """
    with transaction(by=by) as work:
        require(by, Permission.WALLET_WRITE)
        check_amount(amount_cents)
        cause, reason = f"topup:{check_key(key)}", check_reason(reason)
        check_end(expires_at)
        (wallet,) = lock(work, work.get(Wallet, wallet_id).id)
        lot = new_lot(work, wallet, Source.PURCHASE, cause, expires_at=expires_at, vat_point=vat_point)
        if lot is None:
            return lot_of_key(work, cause, wallet, amount_cents)
        enter(work, lot, EntryKind.TOPUP, Account.CASH_CLEARING, amount_cents, key=cause, cause=cause, reason=reason)
        _pay_debts(work, lot, cause, reason)
        return lot


def owing(work: Work, wallet: Wallet) -> list[Lot]:
    """Lots from which more was taken back by the bank than was left in them."""
    query = select(Lot).where(Lot.wallet_id == wallet.id, Lot.balance_cents < Lot.reserved_cents).order_by(Lot.id)
    return list(work.session.scalars(query.execution_options(populate_existing=True)))


def _pay_debts(work: Work, lot: Lot, cause: str, reason: str) -> None:
    """The bank's money fills what the bank took (W10); the floor of the wallet rises with it."""
    for owes in owing(work, lot.wallet):
        moved = min(owes.reserved_cents - owes.balance_cents, lot.balance_cents)
        if moved:
            for side, cents in ((lot, -moved), (owes, moved)):
                key = f"{cause}:{side.id}:{owes.id}"
                enter(work, side, EntryKind.ADJUST, Account.CASH_CLEARING, cents, key=key, cause=cause, reason=reason)
    lot.wallet.overdraft_cents = sum(owes.reserved_cents - owes.balance_cents for owes in owing(work, lot.wallet))
