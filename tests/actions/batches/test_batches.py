"""One verb on many rows: each once and in a transaction of its own, with the rights of that moment, whoever is killed on the way."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from app.access.actor import SYSTEM
from app.access.roles import FINANCE, NETWORK_ADMIN
from app.actions.batches import carry_on as module
from app.actions.batches.carry_on import carry_on
from app.actions.batches.order import Order, order_batch
from app.actions.batches.rehearse import rehearse
from app.actions.batches.stop import stop_batch
from app.actions.batches.verbs import name_of, verb_of
from app.actions.users.activate import activate_user
from app.actions.users.deactivate import deactivate_user
from app.core.entity import db
from app.core.errors import Conflict, Missing
from app.models import AuditEvent, Batch, BatchRow, FoyerUser, Notification
from app.models.batch import BatchRowState
from app.work import transaction
from jobs.limit import at_most
from jobs.reasons import TooLong


@pytest.fixture
def admin(make: Any) -> Any:
    return make.actor(NETWORK_ADMIN)


def ordered(admin: Any, people: list[FoyerUser], expected: int | None = None) -> Batch:
    rows = select(FoyerUser.id).where(FoyerUser.id.in_([*(each.id for each in people), admin.id]))
    order = Order(deactivate_user, {}, "ab_user", "Deactivate", "Members", "_flt_0_active=y", "")
    return order_batch(order, rows, expected=len(people) + 1 if expected is None else expected, by=admin)


def standing(session: Any, batch: Batch) -> dict[str, int]:
    session.expire_all()
    found = session.execute(select(BatchRow.state, func.count()).where(BatchRow.batch_id == batch.id).group_by(BatchRow.state))
    return {state.value: count for state, count in found}


def test_every_row_is_done_once_by_however_many_workers(app: Any, session: Any, make: Any, admin: Any) -> None:
    people = [make.user() for _each in range(12)]
    batch = ordered(admin, people)
    number = batch.id
    assert carry_on(number, seconds=0)  # one row, and the worker is gone

    def work() -> None:
        with app.app_context():
            while carry_on(number, seconds=0):
                pass
            db.session.remove()

    threads = [threading.Thread(target=work) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert carry_on(number, seconds=5) is False
    assert standing(session, batch) == {"done": 12, "refused": 1}
    assert batch.state.value == "done" and batch.finished_at
    (told,) = session.scalars(select(Notification)).all()
    assert (told.user_id, told.path, told.words["result"]) == (admin.id, f"/batches/{number}", "12 done, 1 refused.")
    refused = session.scalars(select(BatchRow).where(BatchRow.state == "refused")).one()
    assert (refused.row_id, refused.reason, refused.name) == (admin.id, "You cannot deactivate yourself.", admin.name)
    told = session.execute(
        select(AuditEvent.noun_id, AuditEvent.actor).where(AuditEvent.noun == "ab_user", AuditEvent.changes.has_key("active"))
    ).all()
    changed = sorted(noun_id for noun_id, actor in told if actor == admin.name)
    assert changed == sorted(each.id for each in people)


def test_rights_that_are_taken_on_the_way_end_there(session: Any, make: Any, admin: Any) -> None:
    batch = ordered(admin, [make.user() for _each in range(3)])
    carry_on(batch.id, seconds=0)
    owner = session.get(FoyerUser, admin.id)
    owner.roles = [make.role(FINANCE)]
    session.commit()
    while carry_on(batch.id, seconds=0):
        pass
    assert standing(session, batch)["refused"] >= 2

    other = ordered(admin, [make.user()])
    session.get(FoyerUser, admin.id).active = False
    session.commit()
    assert carry_on(other.id, seconds=1) is False
    assert standing(session, other) == {"left_out": 2}


def test_what_was_not_seen_is_not_ordered_and_what_is_stopped_stays(session: Any, make: Any, admin: Any) -> None:
    people = [make.user() for _each in range(2)]
    with pytest.raises(Conflict):
        ordered(admin, people, expected=7)
    assert session.scalar(select(func.count()).select_from(Batch)) == 0

    batch = ordered(admin, people)
    carry_on(batch.id, seconds=0)
    with pytest.raises(Missing):
        stop_batch(batch.id, by=make.actor(NETWORK_ADMIN))
    stop_batch(batch.id, by=admin)
    assert carry_on(batch.id, seconds=1) is False
    assert standing(session, batch)["left_out"] == 2


def test_a_rehearsal_says_who_would_be_refused_and_changes_nothing(session: Any, make: Any, admin: Any) -> None:
    person = make.user()

    found = rehearse(deactivate_user, {}, [person.id, admin.id], by=admin, seconds=5)

    assert (found.good, found.refused) == (1, [(admin.id, "You cannot deactivate yourself.")])
    session.expire_all()
    assert session.get(FoyerUser, person.id).active


def test_a_verb_is_found_again_by_its_place_in_the_tree() -> None:
    name, told = name_of(activate_user)
    assert (verb_of(name), told) == (activate_user, {})
    with pytest.raises(ValueError, match="no action"):
        name_of(lambda row_id, by: None)
    with pytest.raises(Missing):
        verb_of("users.gone.gone_user")


def test_a_row_that_somebody_else_has_done_meanwhile_is_not_said_to_be_refused(
    session: Any, admin: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = ordered(admin, [])  # oneself alone, which is refused
    refuse = module._refuse

    def late(row_id: int, *told: Any) -> None:
        session.get_one(BatchRow, row_id).state = BatchRowState.DONE
        session.commit()
        refuse(row_id, *told)

    monkeypatch.setattr(module, "_refuse", late)
    assert carry_on(batch.id, seconds=5) is False
    assert standing(session, batch) == {"done": 1}


def test_a_commit_whose_answer_was_lost_is_read_again_and_not_refused(
    session: Any, make: Any, admin: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = ordered(admin, [make.user()])

    @contextmanager
    def lost(*, by: Any) -> Iterator[Any]:
        with transaction(by=by) as work:
            yield work
        if by is not SYSTEM:
            raise OperationalError("COMMIT", {}, Exception("the connection is gone"), connection_invalidated=True)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(module, "transaction", lost)
        with pytest.raises(OperationalError):
            while carry_on(batch.id, seconds=0):
                pass
    while carry_on(batch.id, seconds=0):
        pass
    assert standing(session, batch) == {"done": 1, "refused": 1}


def test_a_row_at_which_the_time_of_the_job_is_over_waits_for_the_next(
    session: Any, make: Any, admin: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = ordered(admin, [make.user()])

    def slowly(*args: Any, **more: Any) -> None:
        deactivate_user(*args, **more)
        time.sleep(20)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr("app.actions.users.deactivate.deactivate_user", slowly)
        with pytest.raises(TooLong), at_most(2):
            carry_on(batch.id, seconds=60)
    assert standing(session, batch) == {"waiting": 1, "refused": 1}
    while carry_on(batch.id, seconds=0):
        pass
    assert standing(session, batch) == {"done": 1, "refused": 1}
