"""What paid lines bring, brought: credits into wallets, print credit to PaperCut, each once (I10, U4, contracts.md 3)."""

from __future__ import annotations

from contextlib import suppress

from flask_babel import gettext as _

from app.access.actor import SYSTEM
from app.actions.fulfilments import want as wanting
from app.actions.fulfilments.finish import fail_fulfilment
from app.actions.fulfilments.give_credits import give_credits
from app.actions.fulfilments.print_credit import (
    ToPrint,
    Waits,
    begin_print_credit,
    finish_print_credit,
    forget_print_credit,
    lose_print_credit,
    note_balance,
)
from app.actions.purchases import refund as purchases
from app.actions.purchases.held import settle_held
from app.actions.purchases.withdraw import withdraw_failed, withdraw_stale
from app.core.clock import now
from app.core.entity import db
from app.core.errors import Refused
from app.core.money import plain
from app.integrations.errors import GiveUp, NotYet, Retry, Unknown
from app.integrations.papercut import Printing
from app.integrations.registry import use
from app.queries.shop.held import held_purchases
from app.rules.print_credit import Arrival, arrival
from jobs import job

LOOK_AGAIN = 60  # seconds from a call until its lost answer is looked up: PaperCut, or a worker that was left behind, may still be at it
WAIT = 20  # seconds for other credit of the same person


@job(queue="money", timeout=60)
def want(invoice_id: int) -> None:
    """The invoice is paid or sent. Safe to run twice."""
    wanting.want_fulfilments(invoice_id, by=SYSTEM)


@job(queue="money", timeout=60)
def want_of_credit(credit_note_id: int) -> None:
    """A month below zero is sent: its credits pay what was bought on it. Safe to run twice."""
    wanting.want_of_credit(credit_note_id, by=SYSTEM)


@job(queue="money", timeout=60)
def give(fulfilment_id: int) -> None:
    """Credits into the wallet. Safe to run twice."""
    try:
        give_credits(fulfilment_id, by=SYSTEM)
    except Refused as no:
        fail_fulfilment(fulfilment_id, no.message, by=SYSTEM)


def end_unpaid() -> str:
    """Each hour: purchases that nobody paid for a day end; held credits that nobody told of the end of their purchase are looked after."""
    _settle(None)
    return _("%(count)d purchases that nobody paid ended.", count=withdraw_stale())


@job(queue="money", timeout=60)
def use_held(payment_id: int) -> None:
    """Money came in: where it was the rest of a purchase, the credits that are held for it pay theirs. Safe to run twice."""
    _settle(payment_id)


def _settle(payment_id: int | None) -> None:
    found = held_purchases(db.session(), payment_id)
    db.session.rollback()
    for purchase_id in found:
        settle_held(purchase_id, by=SYSTEM)


@job(queue="money", timeout=60)
def end_failed(purchase_id: int) -> None:
    """No card paid the rest: the purchase ends, and its credits are free. Nothing where it is being paid once more. Safe to run twice."""
    with suppress(Refused):
        withdraw_failed(purchase_id, by=SYSTEM)


@job(queue="money", timeout=60)
def refund_taken_back(fulfilment_id: int) -> None:
    """PaperCut has taken print credit back: its money goes back. Safe to run twice."""
    try:
        purchases.refund_taken_back(fulfilment_id, by=SYSTEM)
    except Refused as no:
        raise GiveUp(no.message) from no


@job(queue="printing", timeout=60)
def give_print_credit(fulfilment_id: int) -> None:
    """Credit at PaperCut, given or taken back. Safe to run twice, and to be killed anywhere: what was perhaps told is looked up first."""
    try:
        found = begin_print_credit(fulfilment_id, by=SYSTEM)
    except Waits as later:
        raise NotYet(later.message, after=WAIT) from later
    except Refused as no:
        if not lose_print_credit(fulfilment_id, no.message, by=SYSTEM):
            fail_fulfilment(fulfilment_id, no.message, by=SYSTEM)
        return
    if found is None:
        return
    printing = use(Printing)
    if found.before is not None:
        if _is_missing(printing, found, found.before):
            give_print_credit(fulfilment_id)  # from the start: its payment may have gone back meanwhile
        return
    try:
        _tell(printing, found)
    except GiveUp as no:
        fail_fulfilment(fulfilment_id, no.reason, by=SYSTEM)


def _is_missing(printing: Printing, found: ToPrint, before: int) -> bool:
    """Look where the lost answer left it: True when it has to be told anew. What is unclear stays for a person."""
    since = (now() - found.asked_at).total_seconds() if found.asked_at else LOOK_AGAIN
    if since < LOOK_AGAIN:
        raise NotYet(_("It is looked up in a minute whether PaperCut has it."), after=int(LOOK_AGAIN - since) + 1)
    try:
        after = printing.balance(found.username)
    except GiveUp as no:  # to the question whether it is there, so that is as unclear as before
        lose_print_credit(found.id, no.reason, by=SYSTEM)
        return False
    match arrival(before, after, found.cents):
        case Arrival.ARRIVED:
            finish_print_credit(found.id, by=SYSTEM)
            return False
        case Arrival.MISSING:
            forget_print_credit(found.id, by=SYSTEM)
            return True
    words = _("The balance moved meanwhile. Look for %(key)s in PaperCut's transaction log, then say whether it is there.", key=found.key)
    lose_print_credit(found.id, words, by=SYSTEM)
    return False


def _tell(printing: Printing, found: ToPrint) -> None:
    balance = printing.balance(found.username)
    if not note_balance(found, balance, by=SYSTEM):
        return
    try:
        if found.cents > 0:
            printing.adjust(found.username, cents=found.cents, reference=found.key)
        elif not printing.spend_if_available(found.username, cents=-found.cents, reference=found.key):
            left = plain(printing.balance(found.username))
            words = _(
                "PaperCut has %(left)s left of the print credit, of %(given)s that this purchase brought: nothing was taken, and nothing is refunded.",
                left=left,
                given=plain(-found.cents),
            )
            fail_fulfilment(found.id, words, by=SYSTEM)
            return
    except Unknown as lost:
        lose_print_credit(found.id, lost.reason, by=SYSTEM)
        raise Retry(lost.reason, after=LOOK_AGAIN) from lost
    except Retry:
        forget_print_credit(found.id, by=SYSTEM)
        raise
    finish_print_credit(found.id, by=SYSTEM)
