"""Staff give back what was debited, in whole or in part, to the lots that paid (W9)."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.wallets.ledger import check_amount, check_key, check_reason
from app.actions.wallets.refund import is_given, refund, still_paid
from app.core.errors import Conflict, Missing, Refused
from app.models import Booking, LedgerEntry, Wallet
from app.models.ledger import EntryKind
from app.models.purchase import BOUGHT
from app.rules.formula import spaced
from app.work import Work, transaction


def return_credits(wallet_id: int, entry_id: int, amount_cents: int, *, by: Actor, key: str, reason: str) -> Wallet:
    """So much of what the debit `entry_id` of this wallet was for comes back, also from other wallets that paid a part of it.

    A booking costs so much less from then on. What has ended meanwhile comes as a new lot for 30 days: the house gives it. Once a key.
    Raises Conflict for more than was paid, and Refused for a purchase, whose invoice and payment go back with its credits.
    """
    with transaction(by=by) as work:
        require(by, Permission.WALLET_WRITE)
        check_amount(amount_cents)
        key, reason = check_key(key), check_reason(reason)
        wallet, entry = work.get(Wallet, wallet_id), work.get(LedgerEntry, entry_id)
        if entry.wallet_id != wallet.id or entry.kind is not EntryKind.DEBIT:
            raise Missing(_("Ledger entry not found."))
        if entry.cause.startswith(BOUGHT):
            raise Refused(_("These credits paid for a purchase: refund the purchase, which gives them back."), field="entry_id")
        booking = _booking_of(work, entry.cause)
        if booking is not None and booking.charged_cents - booking.invoice_cents >= amount_cents and not is_given(work, key):
            booking.charged_cents -= amount_cents  # it costs that much less from now on (B2)
        try:
            refund(work, entry.cause, amount_cents, key=key, by_operator=True, reason=reason)
        except ValueError as too_much:
            paid = sum(part.cents for part in still_paid(work, entry.cause))
            raise Conflict(_("%(amount)s of it can come back.", amount=spaced(paid)), field="amount_cents") from too_much
        return wallet


def _booking_of(work: Work, cause: str) -> Booking | None:
    """Locked before the wallets, as everybody locks them."""
    number = cause.removeprefix("booking:")
    if number == cause or not number.isdigit():
        return None
    return work.session.get(Booking, int(number), with_for_update=True, populate_existing=True)
