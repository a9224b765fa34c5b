"""Whoever has credits that end soon gets one mail, so that they are not lost unseen (W7)."""

from __future__ import annotations

from collections.abc import Sequence

from app.access.actor import SYSTEM, Actor
from app.actions.deliveries.letter import letter_row, want_rows
from app.models import Wallet
from app.models.delivery import DeliveryKind
from app.queries.letter_sender import home_of
from app.queries.wallets.ending import Ending, ending_key, ending_readers, endings_soon
from app.work import transaction

AT_ONCE = 200  # wallets and days a transaction


def tell_of_ending_credits(*, by: Actor = SYSTEM) -> int:
    """How many mails were written: one for each wallet, last day and reader. Asked again it writes none."""
    with transaction(by=by) as work:
        found = endings_soon(work.session)
    return sum(_tell(found[start : start + AT_ONCE], by) for start in range(0, len(found), AT_ONCE))


def _tell(found: Sequence[Ending], by: Actor) -> int:
    with transaction(by=by) as work:
        readers = ending_readers(work.session, {each.wallet_id for each in found})
        rows = []
        for each in found:
            for user in readers[each.wallet_id]:
                place = work.session.get_one(Wallet, each.wallet_id).location or home_of(user)
                rows.append(letter_row(DeliveryKind.CREDITS_ENDING, ending_key(each, user.id), place, user.email.lower(), user_id=user.id))
        return want_rows(work, rows)
