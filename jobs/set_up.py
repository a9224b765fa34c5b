"""What the set-up asks of the world."""

from __future__ import annotations

from app.access.actor import SYSTEM
from app.actions.set_up.ask_cards import record_cards_answer
from app.core import clock
from app.core.entity import db
from app.integrations.errors import NotYet, Trouble
from app.integrations.payfast import PaymentGateway
from app.integrations.registry import use
from jobs import job

NOBODYS = "set-up"  # a reference that no payment has


@job(queue="money", timeout=60)
def ask_cards(setting_id: int) -> None:
    """PayFast reads the list of payments only to whom it knows. A no is an answer too: a person waits for it, and asks again."""
    db.session.rollback()  # no transaction stays open while the vendor is asked
    today = clock.now().date()
    try:
        use(PaymentGateway).received(NOBODYS, since=today, until=today)
    except NotYet:  # nobody was asked: PayFast rests
        raise
    except Trouble as no:
        record_cards_answer(no.reason, by=SYSTEM)
    else:
        record_cards_answer("", by=SYSTEM)
