"""Staff put a wallet right, by hand and with a reason."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.wallets.ledger import check_amount, check_key, check_reason, enter, is_done, lock, new_lot
from app.core.clock import now
from app.core.errors import Conflict, Refused
from app.models import Lot, Wallet
from app.models.ledger import Account, EntryKind
from app.queries.wallets.paying import unbound
from app.rules.credits import Source, payment
from app.rules.formula import spaced
from app.work import Work, transaction


def adjust_wallet(wallet_id: int, amount_cents: int, *, by: Actor, key: str, reason: str) -> Wallet:
    """More is a gift without an expiry; less comes from what is free, in the order in which it would pay. Once a key.

    Raises Refused at `amount_cents`, `reason` or `key`; Conflict for more than is free, and for a key that was used for something else.
    """
    with transaction(by=by) as work:
        require(by, Permission.WALLET_WRITE)
        if not amount_cents:
            raise Refused(_("The amount must not be 0."), field="amount_cents")
        check_amount(abs(amount_cents))
        cause, reason = f"adjust:{check_key(key)}", check_reason(reason)
        (wallet,) = lock(work, work.get(Wallet, wallet_id).id)
        if is_done(work, cause, {wallet.id: amount_cents}):
            return wallet
        if amount_cents > 0:
            lot = new_lot(work, wallet, Source.REWARD, cause)
            assert lot is not None, "its key is new, because no entry has it"
            enter(work, lot, EntryKind.ADJUST, Account.GOODWILL, amount_cents, key=cause, cause=cause, reason=reason)
        else:
            _take(work, wallet, -amount_cents, cause, reason)
        return wallet


def _take(work: Work, wallet: Wallet, cents: int, cause: str, reason: str) -> None:
    found = payment(unbound(work.session, [wallet.id]), cents, now(), now())
    if found.rest:
        raise Conflict(_("Only %(amount)s is free in this wallet.", amount=spaced(cents - found.rest)), field="amount_cents")
    for part in found.parts:
        lot = work.session.get_one(Lot, part.lot)
        enter(work, lot, EntryKind.ADJUST, Account.GOODWILL, -part.cents, key=f"{cause}:{lot.id}", cause=cause, reason=reason)
