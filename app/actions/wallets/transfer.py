"""Credits go from one wallet of an organisation to another of the same organisation; quotas stay where they are (W11)."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.wallets.ledger import check_amount, check_key, check_reason, enter, is_done, lock, new_lot, terms_of
from app.core.clock import now
from app.core.errors import Conflict, Refused
from app.models import Lot, Wallet
from app.models.ledger import Account, EntryKind
from app.queries.wallets.paying import unbound
from app.rules.credits import Source, payment
from app.rules.formula import spaced
from app.work import transaction


def transfer_credits(wallet_id: int, to_wallet_id: int, amount_cents: int, *, by: Actor, key: str, reason: str) -> Wallet:
    """Each lot keeps its source, VAT point and expiry on the other side. Once a key. The giver's wallet is returned.

    Raises Refused at the field that is wrong, Conflict for more than can go: quotas, what is on hold and what is over stay; and for a key that was used for something else.
    """
    with transaction(by=by) as work:
        require(by, Permission.WALLET_WRITE)
        check_amount(amount_cents)
        cause, reason = f"transfer:{check_key(key)}", check_reason(reason)
        if wallet_id == to_wallet_id:
            raise Refused(_("Choose another wallet."), field="to_wallet_id")
        giver, taker = (work.get(Wallet, each) for each in (wallet_id, to_wallet_id))
        lock(work, giver.id, taker.id)
        _check_pair(giver, taker)
        if is_done(work, cause, {giver.id: -amount_cents, taker.id: amount_cents}):
            return giver
        found = payment(unbound(work.session, [giver.id], Lot.source != Source.QUOTA), amount_cents, now(), now())
        if found.rest:
            free = spaced(amount_cents - found.rest)
            raise Conflict(_("Only %(amount)s of this wallet can be transferred.", amount=free), field="amount_cents")
        for part in found.parts:
            lot = work.session.get_one(Lot, part.lot)
            anew = new_lot(work, taker, lot.source, f"{cause}:{lot.id}", **terms_of(lot))
            assert anew is not None, "its key is new, because no entry has the cause"
            for side, cents in ((lot, -part.cents), (anew, part.cents)):
                entry = f"{cause}:{lot.id}:{'out' if cents < 0 else 'in'}"
                enter(work, side, EntryKind.TRANSFER, Account.BETWEEN_WALLETS, cents, key=entry, cause=cause, reason=reason)
        return giver


def _check_pair(giver: Wallet, taker: Wallet) -> None:
    if (giver.unit, giver.currency) != (taker.unit, taker.currency):
        raise Refused(_("Both wallets must be of the same kind and currency."), field="to_wallet_id")
    if _organisation(giver) is None or _organisation(giver) != _organisation(taker):
        raise Refused(_("Credits stay within their organisation."), field="to_wallet_id")


def _organisation(wallet: Wallet) -> int | None:
    return wallet.organisation_id if wallet.user is None else wallet.user.organisation_id
