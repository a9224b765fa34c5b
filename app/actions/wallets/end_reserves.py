"""The one end of a reserve: debited, in whole or for a fee, or let go (W6, W8, L4)."""

from __future__ import annotations

from sqlalchemy import select

from app.actions.wallets.ledger import enter, lock
from app.actions.wallets.taxed_as_used import vat_of_use
from app.core.clock import now
from app.models import Reserve
from app.models.ledger import Account, EntryKind, ReserveState
from app.work import Work


def open_reserves(work: Work, cause: str) -> list[Reserve]:
    """What is still held for this cause, in the order in which it pays, its wallets locked."""
    of_cause = select(Reserve).where(Reserve.cause == cause, Reserve.state == ReserveState.OPEN)
    lock(work, *{each.wallet_id for each in work.session.scalars(of_cause)})
    return list(work.session.scalars(of_cause.order_by(Reserve.id).with_for_update(of=Reserve).execution_options(populate_existing=True)))


def debit_reserve(work: Work, held: Reserve, cents: int, *, account: Account = Account.ROOM_REVENUE, vat: int | None = None) -> None:
    """Take so many cents of it, and let the rest go. The caller holds the wallet's lock; a reserve that has ended is left alone. `vat` of a use that is no room's."""
    if held.state is not ReserveState.OPEN:
        return
    held.state = ReserveState.DEBITED if cents else ReserveState.RELEASED
    held.debited_cents, held.ended_at = cents, now()
    work.session.flush()  # the end is written before the money moves, so that the trigger can refuse a second one
    if cents:
        vat = vat_of_use(work, held.lot, cents, held.cause) if vat is None else vat
        enter(work, held.lot, EntryKind.DEBIT, account, -cents, key=f"reserve:{held.id}:debit", cause=held.cause, reserved=-cents, vat=vat)
    if rest := held.cents - cents:
        enter(work, held.lot, EntryKind.RELEASE, account, 0, key=f"reserve:{held.id}:release", cause=held.cause, reserved=-rest)


def end_reserves(work: Work, cause: str, fee: int = 0) -> int:
    """A booking is cancelled while its credits are held: the fee is taken from what pays first, the rest is let go. Returns cents released."""
    released = 0
    for held in open_reserves(work, cause):
        taken = min(fee, held.cents)
        debit_reserve(work, held, taken)
        fee -= taken
        released += held.cents - taken
    return released
