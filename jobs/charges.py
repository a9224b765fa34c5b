"""Kept cards are charged: once for each attempt, whatever happens on the way (I8)."""

from __future__ import annotations

import datetime as dt

import structlog
from flask_babel import gettext as _

from app.access.actor import SYSTEM
from app.actions.payments.ask_charge import Charge, ask_charge
from app.actions.payments.auto_pay import auto_pay
from app.actions.payments.decline_charge import decline_charge
from app.actions.payments.forget_card import card_to_forget, forget_card
from app.actions.payments.leave_checkout import leave_checkout
from app.actions.payments.lose_charge import lose_charge
from app.actions.payments.postpone_charge import postpone_charge
from app.actions.payments.retry_charge import retry_charge
from app.actions.payments.take_charge import take_charge
from app.actions.payments.use_credit_when_sent import use_credit_when_sent
from app.core import clock
from app.core.entity import db
from app.core.errors import FoyerError
from app.integrations.errors import GiveUp, Retry, Trouble, Unknown
from app.integrations.payfast import Declined, PaymentGateway
from app.integrations.registry import use
from app.integrations.rests import require_awake
from app.models.vendor_rest import FarSide
from app.queries.charges import Lost, due_retries, lost_charge, lost_charges, open_pages, waiting_charge
from jobs import job

log = structlog.get_logger("jobs")

DAY = dt.timedelta(days=1)  # the vendor's days are not ours


@job(queue="money", timeout=120)
def pay_sent(invoice_id: int) -> None:
    """An invoice is out: the customer's credit pays first, then who pays by card automatically is charged."""
    use_credit_when_sent(invoice_id, by=SYSTEM)
    auto_pay(invoice_id, by=SYSTEM)


@job(queue="money", timeout=120)
def charge(attempt_id: int) -> None:
    """The card is asked for the money at most once; run again, it only looks at what came of it."""
    require_awake(FarSide.PAYFAST)  # before it is written down that the vendor is asked
    asked = ask_charge(attempt_id, by=SYSTEM)
    if asked is None:
        look_up(attempt_id)
        return
    db.session.rollback()  # no transaction stays open while the vendor is asked
    try:
        number = use(PaymentGateway).charge(asked.token, cents=asked.cents, reference=asked.reference, item=asked.item)
    except Trouble as trouble:
        _settle(attempt_id, asked, trouble)
    else:
        take_charge(attempt_id, number, by=SYSTEM)


@job(queue="money", timeout=120)
def charge_again(attempt_id: int) -> None:
    """One that waited without a job. The vendor's account is looked into first: after a restore, the Foyer that is lost may have asked."""
    waiting = waiting_charge(db.session(), attempt_id)
    db.session.rollback()
    if waiting is None or not _look(waiting):
        charge(attempt_id)


def _settle(attempt_id: int, asked: Charge, trouble: Trouble) -> None:
    log.warning("a card was not charged", reference=asked.reference, reason=trouble.reason, outcome=type(trouble).__name__)
    if isinstance(trouble, Retry):
        postpone_charge(attempt_id, trouble.reason, by=SYSTEM)
        raise trouble
    if isinstance(trouble, Unknown):
        lose_charge(attempt_id, trouble.reason, by=SYSTEM)
        look_up(attempt_id)
        return
    decline_charge(attempt_id, trouble.reason, for_good=isinstance(trouble, Declined) and trouble.for_good, by=SYSTEM)


@job(queue="money", timeout=120)
def look_up(attempt_id: int) -> None:
    """What the vendor's own account says of a charge whose answer was lost. Not there is no answer: it may still come."""
    lost = lost_charge(db.session(), attempt_id) or next(iter(open_pages(db.session(), attempt_id)), None)
    db.session.rollback()
    if lost is not None and lost.pays:
        _look(lost)


def _look(lost: Lost) -> bool:
    found = use(PaymentGateway).received(lost.reference, since=lost.since.date() - DAY, until=clock.now().date() + DAY)
    if found is not None:
        take_charge(lost.attempt_id, found.payment_id, by=SYSTEM)
    return found is not None


def follow() -> str:
    """Payments on the vendor's page that nobody heard of are looked up and at last closed, declined charges whose day has come begun again, and lost
    ones looked up."""
    again = found = closed = 0
    pages = open_pages(db.session())
    db.session.rollback()
    for page in pages:
        if page.pays and _look(page):
            found += 1
        else:
            closed += leave_checkout(page.attempt_id, seen=page.looks, by=SYSTEM)
    for attempt_id in due_retries(db.session()):
        try:
            again += retry_charge(attempt_id, by=SYSTEM)
        except FoyerError as refusal:  # somebody works on the organisation: the next round comes
            log.warning("a charge is not tried again yet", attempt=attempt_id, reason=refusal.message)
    lost = lost_charges(db.session())
    db.session.rollback()
    for each in lost:
        found += _look(each)
    text = _(
        "%(again)d cards tried again; %(found)d of %(lost)d unknown payments found, %(closed)d closed that nobody made.",
        again=again,
        found=found,
        lost=len(lost) + len(pages),
        closed=closed,
    )
    return text


@job(queue="money", timeout=120)
def forget(method_id: int) -> None:
    """The vendor lets a card go that was removed here. Safe to run twice."""
    token = card_to_forget(method_id, by=SYSTEM)
    db.session.rollback()
    if token is None:
        return
    try:
        use(PaymentGateway).cancel_token(token)
    except Unknown as lost:  # ending it again is fine
        raise Retry(lost.reason) from lost
    except GiveUp as no:
        log.warning("the vendor did not let a card go", reason=no.reason)
        raise
    forget_card(method_id, by=SYSTEM)
