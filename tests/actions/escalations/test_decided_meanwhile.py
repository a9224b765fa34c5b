"""Rises that somebody decides about while the morning's job proposes: nothing is proposed twice, and one place stops no other (P6)."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.actions.escalations.approve import approve_escalations
from app.actions.escalations.decline import decline_escalations
from app.actions.escalations.propose import propose_escalations
from app.core.errors import Conflict
from app.models import Escalation, Location
from app.models.escalation import EscalationStatus as S
from app.work import transaction
from jobs import escalations
from tests.meeting import BESIDE, elsewhere, meeting

CAME = dt.datetime(2025, 6, 25, 8, tzinfo=dt.UTC)


@pytest.fixture
def april() -> Any:
    """Within the ninety days in which they are proposed, before the sixty in which who pays is told."""
    with time_machine.travel(dt.datetime(2026, 4, 10, 8, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def place(make: Any, april: Any) -> Any:
    """Two licenses of one organisation, whose prices rise in July."""

    def make_one() -> Location:
        location = make.location()
        acme, desk = make.organisation(location, accounting_email=""), make.membership(location)
        for _ in range(2):
            make.license(acme, desk, starts_on=dt.date(2025, 7, 1), commitment_months=12, created_at=CAME)
        return location

    return make_one


@pytest.fixture
def proposed(place: Any, session: Any) -> Any:
    location_id = place().id
    propose_escalations(location_id, by=SYSTEM)
    ids = session.scalars(select(Escalation.id).order_by(Escalation.id)).all()
    session.rollback()
    return location_id, ids


def statuses(session: Any) -> list[S]:
    session.rollback()
    return list(session.scalars(select(Escalation.status).order_by(Escalation.id)))


def test_what_is_approved_while_it_is_proposed_is_not_proposed_again(app: Any, proposed: Any, admin: Any, session: Any) -> None:
    location_id, ids = proposed
    came = meeting(app, lambda: approve_escalations(ids[:1], by=admin), lambda: propose_escalations(location_id, by=SYSTEM))
    assert came.result() == 0
    assert statuses(session) == [S.APPROVED, S.PROPOSED]


def test_who_decides_holds_all_that_follows_in_the_order_of_the_job(app: Any, proposed: Any, admin: Any, session: Any) -> None:
    """It waits for the first before it holds the second: the other way round, they would wait for each other."""
    _location_id, (first, second) = proposed
    with ThreadPoolExecutor(1) as other:
        with transaction(by=SYSTEM) as work:
            work.session.execute(select(Escalation.id).where(Escalation.id == first).with_for_update())
            declining = other.submit(elsewhere, app, lambda: decline_escalations([second], reason="Promised", by=admin) and None)
            assert not wait([declining], timeout=BESIDE).done
            work.session.execute(select(Escalation.id).where(Escalation.id == second).with_for_update(nowait=True))
        declining.result()
    assert statuses(session) == [S.PROPOSED, S.DECLINED]


def test_a_place_that_is_held_stops_no_other_and_is_tried_again(app: Any, place: Any, session: Any) -> None:
    held, other_place = place().id, place().id
    session.rollback()
    with ThreadPoolExecutor(1) as other, transaction(by=SYSTEM) as work:
        work.lock(Location, held)
        with pytest.raises(Conflict):
            other.submit(elsewhere, app, escalations.follow).result()
    session.rollback()
    assert set(session.scalars(select(Escalation.location_id))) == {other_place}
    assert escalations.follow().startswith("2 rises proposed")
