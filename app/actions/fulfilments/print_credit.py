"""Print credit on its way to PaperCut, or out of it again: the balance before is stored before the call, and a lost answer is looked up by it (I10)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask_babel import gettext as _

from app.access.actor import Actor
from app.actions.fulfilments.finish import finish, held_fulfilment
from app.actions.fulfilments.unpaid import was_taken_back
from app.core.clock import now
from app.core.errors import Refused
from app.models import Fulfilment, Invoice
from app.models.fulfilment import FulfilmentState
from app.queries.fulfilments import another_underway, print_account
from app.work import transaction


@dataclass(frozen=True, slots=True)
class ToPrint:
    """`before`: what PaperCut had said when it was told the last time; None when it was not told yet. `key` is the comment over there.

    `cents` below zero are to be taken back, as far as the balance covers them.
    """

    id: int
    attempt: int
    username: str
    cents: int
    key: str
    before: int | None
    asked_at: dt.datetime | None


def begin_print_credit(fulfilment_id: int, *, by: Actor) -> ToPrint | None:
    """None when there is nothing to do, and while its payment is taken back: it is wanted again once it is paid. Raises Refused when nobody or nowhere is to print, and Waits while other credit is on its way."""
    with transaction(by=by) as work:
        row = work.lock(Fulfilment, fulfilment_id)
        if row.state not in (FulfilmentState.TODO, FulfilmentState.DOING, FulfilmentState.UNKNOWN):
            return None
        if (
            row.state is FulfilmentState.TODO
            and not row.goes_back
            and row.invoice_id is not None
            and was_taken_back(work, work.session.get_one(Invoice, row.invoice_id))
        ):
            return None
        if row.user_id is None:
            raise Refused(_("PaperCut knows people, not organisations: say whose print account gets it."))
        username = print_account(work.session, row.user_id, also_kept=row.goes_back)
        if username is None:
            raise Refused(_("%(name)s has no print account yet. A license that opens the printers brings one.", name=row.user))
        if row.state is FulfilmentState.TODO and another_underway(work.session, row):
            raise Waits(_("Other print credit for %(name)s is still on its way.", name=row.user))
        told = row.balance_before_cents if row.state is not FulfilmentState.TODO else None
        return ToPrint(row.id, row.attempt, username, -row.cents if row.goes_back else row.cents, row.comment, told, row.asked_at)


class Waits(Refused):
    """Not now."""


def note_balance(found: ToPrint, balance: int, *, by: Actor) -> bool:
    """PaperCut is about to be told: the last moment before the call. False when another attempt is ahead."""
    with transaction(by=by) as work:
        row = work.lock(Fulfilment, found.id)
        if row.attempt != found.attempt or not Fulfilment.moves.may(row, "start"):
            return False
        Fulfilment.moves.move(row, "start")
        row.attempt += 1
        row.balance_before_cents, row.asked_at = balance, now()
        return True


def lose_print_credit(fulfilment_id: int, reason: str, *, by: Actor) -> bool:
    """Whether it arrived is not known. False where PaperCut was not told, so that this is known."""
    with transaction(by=by) as work:
        row = work.lock(Fulfilment, fulfilment_id)
        if row.state not in (FulfilmentState.DOING, FulfilmentState.UNKNOWN):
            return False
        row.reason = reason[:1000] or _("No reason was given.")
        Fulfilment.moves.move(row, "lose")
        return True


def finish_print_credit(fulfilment_id: int, *, by: Actor) -> None:
    """It arrived, or is taken back. Safe to repeat."""
    with transaction(by=by) as work:
        row = held_fulfilment(work, fulfilment_id)
        if Fulfilment.moves.may(row, "finish"):
            finish(work, row)


def forget_print_credit(fulfilment_id: int, *, by: Actor) -> None:
    """It did not arrive: from the start."""
    with transaction(by=by) as work:
        row = work.lock(Fulfilment, fulfilment_id)
        if row.state in (FulfilmentState.DOING, FulfilmentState.UNKNOWN):
            row.state, row.reason, row.balance_before_cents = FulfilmentState.TODO, "", None
