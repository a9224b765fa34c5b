"""Trying a parked job again, and forgetting what is done."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.actor import SYSTEM, Actor
from app.access.roles import FINANCE, FRONT_DESK
from app.actions.outbox.retry import retry_message
from app.actions.privacy.keep_to_term import keep_to_term
from app.core.clock import now
from app.core.errors import Forbidden, Missing, Refused
from app.models import AuditEvent, OutboxMessage
from app.models.outbox import OutboxState
from tests.make import Make


def message(session: Session, key: str = "one", **wishes: Any) -> OutboxMessage:
    values = {
        "event": "DeliveryWanted",
        "job": "jobs.mail.deliver",
        "queue": "mail",
        "payload": {},
        "state": OutboxState.PARKED,
        "attempt": 6,
        "failures": 6,
    }
    row = OutboxMessage(key=key, **{**values, **wishes})
    session.add(row)
    session.commit()
    return row


def test_a_parked_job_is_due_again_with_all_its_patience(session: Session, make: Make) -> None:
    row = message(session, not_before=now() + dt.timedelta(hours=2))
    finance = make.actor(FINANCE)
    retry_message(row.id, by=finance)
    assert (row.state, row.failures, row.attempt) == (OutboxState.DUE, 0, 6)
    assert row.not_before <= now()
    told = session.scalars(select(AuditEvent).where(AuditEvent.noun == "outbox_message")).one()
    assert (told.verb, told.actor, told.changes) == ("retry", finance.name, {"state": ["parked", "due"]})


@pytest.mark.parametrize("state", [OutboxState.DUE, OutboxState.QUEUED, OutboxState.RUNNING, OutboxState.DONE])
def test_only_a_parked_one(session: Session, admin: Actor, state: OutboxState) -> None:
    with pytest.raises(Refused, match="not parked"):
        retry_message(message(session, state=state).id, by=admin)


def test_who_may_not(session: Session, make: Make) -> None:
    row = message(session)
    with pytest.raises(Forbidden):
        retry_message(row.id, by=make.actor(FRONT_DESK))
    with pytest.raises(Missing):
        retry_message(row.id, by=make.manager(of=make.location()))


def test_what_is_long_done_is_forgotten_and_what_is_parked_stays(session: Session) -> None:
    old, young = now() - dt.timedelta(days=31), now() - dt.timedelta(days=29)
    message(session, "old", state=OutboxState.DONE, done_at=old)
    message(session, "young", state=OutboxState.DONE, done_at=young)
    message(session, "parked", made_at=old)
    assert keep_to_term("retention.jobs", by=SYSTEM) == 1
    assert set(session.scalars(select(OutboxMessage.key))) == {"young", "parked"}
