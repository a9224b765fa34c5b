"""Take a card away: it is charged no more from this moment, and a job tells the vendor."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor
from app.actions.payments.card import held_card
from app.actions.payments.events import CardRemoved
from app.core import clock
from app.core.errors import Refused
from app.models import PaymentAttempt
from app.models.payment_attempt import AttemptState
from app.work import transaction


def remove_card(method_id: int, *, by: Actor) -> None:
    """Safe to repeat. Raises Refused while it is being charged, since what comes of that has to be known first."""
    with transaction(by=by) as work:
        method = held_card(work, method_id)
        if method.removed_at is not None or method.cancelled_at is not None:
            return
        asked = (PaymentAttempt.method_id == method_id, PaymentAttempt.state.in_((AttemptState.ASKED, AttemptState.LOST)))
        if work.session.scalar(select(PaymentAttempt.id).where(*asked).limit(1)) is not None:
            raise Refused(_("%(card)s is being charged; remove it when that is decided.", card=method))
        method.is_default, method.removed_at = False, clock.now()
        work.emit(CardRemoved(method.id), key=str(method.id))
