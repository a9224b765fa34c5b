"""The card was not charged: tried again another day, or not before there is another card (I8)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select

from app.access.actor import Actor
from app.actions.deliveries.about_charge import want_charge_letters
from app.actions.payments.attempt import held_attempt
from app.actions.payments.events import ChargeDeclined
from app.actions.payments.stop_card import stop_card
from app.actions.purchases.charged import follow_charge
from app.core import clock
from app.models import Location, PaymentAttempt, PaymentMethod
from app.models.payment_attempt import AttemptState
from app.queries.settings import setting
from app.rules.card_retries import RETRY_DAYS, RETRY_SETTING, next_try
from app.work import Work, transaction


def decline_charge(attempt_id: int, reason: str, *, for_good: bool = False, by: Actor) -> None:
    """Safe to repeat, and without effect where the money turned out to be there. `for_good`: the card is of no more use."""
    with transaction(by=by) as work:
        attempt = held_attempt(work, attempt_id)
        if not PaymentAttempt.moves.may(attempt, "decline"):
            return
        PaymentAttempt.moves.move(attempt, "decline")
        attempt.reason, attempt.for_good = reason[:500], for_good
        attempt.decided_at, attempt.decided_by = clock.now(), by.name
        follow_charge(work, attempt.invoice_id, "fail")
        if for_good and attempt.method_id is not None:
            stop_card(work, work.lock(PaymentMethod, attempt.method_id), reason)
        elif attempt.is_auto:
            attempt.retry_on = _retry_on(work, attempt)
        work.emit(ChargeDeclined(attempt.id))
        if attempt.is_auto or for_good:
            want_charge_letters(work, attempt)


def _retry_on(work: Work, attempt: PaymentAttempt) -> dt.date | None:
    """The day of the next try by the policy, as of the first; None after the last."""
    declined = (PaymentAttempt.invoice_id == attempt.invoice_id, PaymentAttempt.is_auto, PaymentAttempt.state == AttemptState.DECLINED)
    work.session.flush()  # this one counts
    tries, first = work.session.execute(select(func.count(PaymentAttempt.id), func.min(PaymentAttempt.asked_at)).where(*declined)).one()
    zone = work.get(Location, attempt.location_id).zone
    days = RETRY_DAYS[setting(work.session, RETRY_SETTING, next(iter(RETRY_DAYS)))]
    return next_try(clock.local(first or clock.now(), zone).date(), tries, days)
