"""Money for credits went back: a chargeback, or a payment that was returned (W10)."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.wallets.ledger import check_amount, check_key, check_reason, enter, is_done, lock
from app.actions.wallets.top_up import owing
from app.core.errors import Conflict, Refused
from app.models import Lot
from app.models.ledger import Account, EntryKind
from app.queries.wallets.bought import still_bought
from app.rules.credits import Source
from app.rules.formula import spaced
from app.work import Work, transaction


def charge_back(wallet_id: int, lot_id: int, amount_cents: int, *, by: Actor, key: str, reason: str) -> Lot:
    """So much of a purchase is taken out of its lot, also what is spent already: then the wallet is below zero and pays nothing.

    Once a key. Raises Conflict for more than was paid for the lot and not yet taken back, and for a key that was used for something else.
    """
    with transaction(by=by) as work:
        require(by, Permission.WALLET_WRITE)
        check_amount(amount_cents)
        cause, reason = f"chargeback:{check_key(key)}", check_reason(reason)
        lot = work.get(Lot, lot_id)
        if lot.wallet_id != wallet_id or lot.source is not Source.PURCHASE:
            raise Refused(_("Choose credits that were bought for this wallet."), field="lot_id")
        (wallet,) = lock(work, lot.wallet_id)
        work.session.refresh(lot)
        if is_done(work, cause, {wallet.id: -amount_cents}):
            return lot
        paid = still_bought(work.session, lot.id)
        if amount_cents > paid:
            raise Conflict(_("%(amount)s was paid for them.", amount=spaced(paid)), field="amount_cents")
        take_out(work, lot, amount_cents, cause=cause, reason=reason)
        return lot


def take_out(work: Work, lot: Lot, cents: int, *, cause: str, reason: str) -> None:
    """Of a lot with present values, whose wallet the caller has locked; the floor of the wallet goes down before the money does."""
    before = sum(each.reserved_cents - each.balance_cents for each in owing(work, lot.wallet) if each.id != lot.id)
    lot.wallet.overdraft_cents = before + max(lot.reserved_cents - lot.balance_cents + cents, 0)
    work.session.flush()
    enter(work, lot, EntryKind.ADJUST, Account.CASH_CLEARING, -cents, key=cause, cause=cause, reason=reason)


def put_back(work: Work, lot: Lot, cents: int, *, cause: str, reason: str) -> None:
    """The opposite, once a cause: its money came again. The floor of the wallet rises with it."""
    if enter(work, lot, EntryKind.ADJUST, Account.CASH_CLEARING, cents, key=cause, cause=cause, reason=reason):
        lot.wallet.overdraft_cents = sum(each.reserved_cents - each.balance_cents for each in owing(work, lot.wallet))
