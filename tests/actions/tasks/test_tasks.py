"""C1: what people do to tasks, and what moves with it."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from app.access.roles import FINANCE, FRONT_DESK, SALES
from app.actions.tasks.add import add_task
from app.actions.tasks.complete import complete_task
from app.actions.tasks.postpone import postpone_task
from app.actions.tasks.reassign import reassign_task
from app.actions.tasks.reopen import reopen_task
from app.actions.tasks.skip import skip_task
from app.core.errors import Forbidden, Missing, Refused
from app.models import AuditEvent, Task
from app.models.task import TaskStatus
from app.rules.task_dates import Anchor


def june(day):
    return dt.date(2026, 6, day)


def test_the_tree_stands_at_once_and_what_waits_is_an_estimate(due):
    assert due() == {"Call": "1", "Agree on a tour": "2?", "Prepare": "3?", "Tour": "5?", "Ask for news": "15"}


def test_completing_makes_firm_what_waited_and_counts_from_that_day(due, task, seller, june, session):
    june.move_to(dt.datetime(2026, 6, 3, 8, tzinfo=dt.UTC))
    done = complete_task(task("Call").id, outcome="Wants six desks.", by=seller)
    assert (done.status, done.outcome, done.done_on, done.ended_by) == (
        TaskStatus.DONE,
        "Wants six desks.",
        dt.date(2026, 6, 3),
        seller.name,
    )
    assert due() == {"Agree on a tour": "4", "Prepare": "5", "Tour": "9?", "Ask for news": "15"}
    assert session.scalars(
        select(AuditEvent).where(AuditEvent.noun == "task", AuditEvent.noun_id == done.id, AuditEvent.verb == "change")
    ).all()

    complete_task(task("Agree on a tour").id, on=dt.date(2026, 6, 1), by=seller)
    assert due()["Tour"] == "4"
    assert due()["Prepare"] == "5", "it counts from the due date of what is over, which stays"


def test_a_blocking_task_comes_first_unless_what_waits_is_skipped(due, task, seller):
    with pytest.raises(Refused, match="“Tour” waits for “Call”"):
        complete_task(task("Tour").id, by=seller)
    assert skip_task(task("Prepare").id, reason="They know the house", by=seller).outcome == "They know the house"
    skip_task(task("Call").id, reason="They came by", by=seller)
    assert complete_task(task("Tour").id, by=seller).status is TaskStatus.DONE


@pytest.mark.parametrize(("on", "words"), [(june(2), "still to come"), (dt.date(2026, 5, 29), "opened on 1 Jun 2026")])
def test_a_task_is_done_between_the_opening_and_today(task, seller, due, on, words):
    before = due()
    with pytest.raises(Refused, match=words) as refused:
        complete_task(task("Call").id, on=on, by=seller)
    assert refused.value.field == "on"
    assert due() == before


def test_done_twice_is_refused_and_reopened_it_is_an_estimate_again(due, task, seller):
    before = due()
    complete_task(task("Call").id, outcome="By mistake", by=seller)
    with pytest.raises(Refused):
        complete_task(task("Call").id, by=seller)
    again = reopen_task(task("Call").id, by=seller)
    assert (again.status, again.outcome, again.done_on, again.ended_at) == (TaskStatus.OPEN, "", None, None)
    assert due() == before


def test_postponing_moves_what_counts_from_it(due, task, seller):
    postpone_task(task("Call").id, june(4), by=seller)
    assert due() == {"Call": "4", "Agree on a tour": "5?", "Prepare": "8?", "Tour": "10?", "Ask for news": "15"}
    postpone_task(task("Call").id, june(2), by=seller)
    assert due()["Call"] == "2", "and back"
    assert task("Call").moved_days == 1


@pytest.mark.parametrize(
    ("until", "words"),
    [
        (june(6), "6 Jun 2026 is no working day there; the next one is 8 Jun 2026"),
        (june(16), "16 Jun 2026 is no working day there; the next one is 17 Jun 2026"),
        (dt.date(2026, 5, 29), "This day is over"),
        (dt.date(2036, 6, 3), "two years"),
    ],
)
def test_a_task_is_moved_to_a_working_day_to_come(task, seller, due, until, words):
    before = due()
    with pytest.raises(Refused, match=words) as refused:
        postpone_task(task("Call").id, until, by=seller)
    assert refused.value.field == "until"
    assert due() == before


def test_a_task_goes_to_somebody_who_does_tasks_there(make, task, seller, place):
    desk = make.user(FRONT_DESK, locations=[place])
    assert reassign_task(task("Call").id, desk.id, by=seller).assignee_id == desk.id
    assert reassign_task(task("Call").id, None, by=seller).assignee_id is None
    for wrong in (make.user(SALES, locations=[make.location()]), make.user(SALES, active=False), make.user(FINANCE)):
        with pytest.raises(Refused) as refused:
            reassign_task(task("Call").id, wrong.id, by=seller)
        assert refused.value.field == "assignee"


def test_what_is_over_is_neither_moved_nor_handed_over(task, seller):
    complete_task(task("Call").id, by=seller)
    with pytest.raises(Refused, match="is over"):
        postpone_task(task("Call").id, june(4), by=seller)
    with pytest.raises(Refused, match="is over"):
        reassign_task(task("Call").id, None, by=seller)


def test_a_reason_is_needed_to_skip(task, seller):
    with pytest.raises(Refused) as refused:
        skip_task(task("Call").id, reason="  ", by=seller)
    assert refused.value.field == "reason"
    assert task("Call").status is TaskStatus.OPEN


def test_a_task_is_added_by_day_or_by_working_days_and_takes_its_place(deal, due, task, seller, session):
    add_task(deal.id, title="Send the plan", due_on=june(10), by=seller)
    add_task(deal.id, title="Bring a fob", parent_id=task("Agree on a tour").id, anchor=Anchor.PARENT_DONE, offset_days=4, by=seller)
    assert due() == {
        "Call": "1",
        "Agree on a tour": "2?",
        "Prepare": "3?",
        "Tour": "5?",
        "Bring a fob": "8?",
        "Ask for news": "15",
        "Send the plan": "10",
    }
    assert task("Send the plan").assignee_id == seller.id
    assert [row.position for row in session.scalars(select(Task).order_by(Task.position))] == list(range(7))
    assert add_task(deal.id, title="Now", by=seller).due_on == june(1)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"title": "Call", "due_on": june(7)}, "due_on"),
        ({"title": "Call", "parent_id": 10**9}, "parent"),
        ({"title": "Call", "offset_days": 251}, "offset_days"),
        ({"title": "Call", "assignee_id": 10**9}, "assignee"),
        ({"title": "Call", "kind": "dance"}, "kind"),
    ],
)
def test_what_makes_no_sense_is_not_added(deal, due, seller, fields, field):
    with pytest.raises(Refused) as refused:
        add_task(deal.id, by=seller, **fields)
    assert refused.value.field == field
    assert len(due()) == 5


def test_tasks_elsewhere_do_not_exist_and_finance_works_on_none_of_deals(make, task, deal):
    stranger = make.actor(SALES, at=[make.location()])
    for verb in (lambda by: complete_task(task("Call").id, by=by), lambda by: add_task(deal.id, title="Mine", by=by)):
        with pytest.raises(Missing):
            verb(stranger)
        with pytest.raises((Missing, Forbidden)):
            verb(make.actor(FINANCE))
