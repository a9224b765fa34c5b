"""A letter of a rise that is undone while its mail is about to go: nobody hears of it, or they hear that it does not come (P6)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from sqlalchemy import func, select

from app.access.actor import SYSTEM
from app.actions.deliveries.carry import begin_delivery
from app.actions.escalations.approve import approve_escalations
from app.actions.escalations.propose import propose_escalations
from app.actions.escalations.undo import undo_escalations
from app.models import AccountLetter, Delivery, Escalation, OutboxMessage
from app.models.account_letter import LetterKind
from app.models.delivery import DeliveryState
from tests.meeting import meeting

CAME = dt.datetime(2025, 6, 25, 8, tzinfo=dt.UTC)


@pytest.fixture
def rises(make: Any, admin: Any, session: Any) -> Any:
    """Two of one organisation, approved; their letter waits."""
    with time_machine.travel(dt.datetime(2026, 5, 10, 8, tzinfo=dt.UTC), tick=False):
        kloof = make.location(name="Kloof", sender_email="desk@kloof.example")
        acme, desk = make.organisation(kloof, name="Acme", accounting_email=""), make.membership(kloof)
        for _ in range(2):
            make.license(acme, desk, starts_on=dt.date(2025, 7, 1), commitment_months=12, created_at=CAME)
        propose_escalations(kloof.id, by=SYSTEM)
        ids = session.scalars(select(Escalation.id).order_by(Escalation.id)).all()
        approve_escalations(ids, by=admin)
        delivery_id = session.scalars(select(Delivery.id)).one()
        session.rollback()
        yield ids, delivery_id


def letters(session: Any) -> list[LetterKind]:
    session.rollback()
    return list(session.scalars(select(AccountLetter.kind).order_by(AccountLetter.id)))


def test_a_mail_that_begins_while_its_rise_is_undone_waits_and_is_withheld(app: Any, rises: Any, admin: Any, session: Any) -> None:
    ids, delivery_id = rises
    came = meeting(app, lambda: undo_escalations(ids, reason="A slip", by=admin), lambda: begin_delivery(delivery_id, by=SYSTEM))
    assert came.result() is None
    assert letters(session) == [LetterKind.PRICE_RISE], "nobody was told, so nobody hears that it does not come"
    assert session.get(Delivery, delivery_id).state is DeliveryState.WITHHELD


def test_who_undoes_while_the_mail_begins_waits_and_tells_of_it(app: Any, rises: Any, admin: Any, session: Any) -> None:
    ids, delivery_id = rises
    came = meeting(app, lambda: begin_delivery(delivery_id, by=SYSTEM), lambda: len(undo_escalations(ids, reason="A slip", by=admin)))
    assert came.result() == len(ids)
    assert letters(session) == [LetterKind.PRICE_RISE, LetterKind.PRICE_RESTORED]


def test_a_letter_that_names_a_rise_which_was_undone_since_is_written_anew(rises: Any, admin: Any, session: Any) -> None:
    ids, delivery_id = rises
    wanted = select(func.count(OutboxMessage.id)).where(OutboxMessage.event == "DeliveryWanted")
    before = session.scalar(wanted)
    undo_escalations(ids[:1], reason="A slip", by=admin)
    assert begin_delivery(delivery_id, rises=tuple(ids), by=SYSTEM) is None, "it was written when both stood"
    assert (session.get(Delivery, delivery_id).state, session.scalar(wanted)) == (DeliveryState.TODO, before + 1)
    assert begin_delivery(delivery_id, rises=tuple(ids[1:]), by=SYSTEM) is not None
