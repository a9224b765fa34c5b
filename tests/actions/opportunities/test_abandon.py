"""C5: abandoned for a reason, archived with its lead, tasks cancelled, history kept; and all of it back."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from sqlalchemy import select

from app.access.roles import FRONT_DESK, SALES
from app.actions.opportunities.abandon import abandon_opportunity
from app.actions.opportunities.open import open_opportunity
from app.actions.opportunities.reopen import reopen_opportunity
from app.actions.tasks.add import add_task
from app.actions.tasks.complete import complete_task
from app.core.errors import Forbidden, Missing, Refused
from app.models import AbandonReason, Lead, StageChange, Task
from app.models.lead import LeadStatus
from app.models.opportunity import Stage
from app.rules.task_dates import Anchor

THREE = (
    ("Call", None, Anchor.OPENED, 0),
    ("Tour", 0, Anchor.PARENT_DONE, 2),
    ("Mail", 1, Anchor.PARENT_DUE, 1),
    ("News", None, Anchor.OPENED, 5),
)


@pytest.fixture(autouse=True)
def june():
    """Monday 1 June 2026."""
    with time_machine.travel(dt.datetime(2026, 6, 1, 8, tzinfo=dt.UTC), tick=False) as clock:
        yield clock


@pytest.fixture
def seller(make):
    return make.actor(SALES)


@pytest.fixture
def reason(session):
    row = AbandonReason(name="Too expensive")
    session.add(row)
    session.commit()
    return row


@pytest.fixture
def deal(make, seller):
    make.track(is_default=True, tasks=THREE)
    return open_opportunity(make.lead(owner_id=seller.id).id, by=seller)


@pytest.fixture
def tasks(deal, session):
    def read():
        session.expire_all()
        return {
            row.title: (row.status.value, row.due_on.day)
            for row in session.scalars(select(Task).where(Task.opportunity_id == deal.id).order_by(Task.position))
        }

    return read


def test_the_lead_is_archived_open_tasks_are_cancelled_and_what_was_done_stays(deal, tasks, seller, reason, session):
    complete_task(session.scalars(select(Task).where(Task.title == "Call")).one().id, outcome="Nice people", by=seller)
    abandon_opportunity(deal.id, reason_id=reason.id, note="They stay at home.", by=seller)
    assert tasks() == {"Call": ("done", 1), "Tour": ("cancelled", 3), "Mail": ("cancelled", 4), "News": ("cancelled", 8)}
    assert (deal.stage, deal.abandon_reason.name, deal.abandon_note, deal.closed_at is not None) == (
        Stage.ABANDONED,
        "Too expensive",
        "They stay at home.",
        True,
    )
    lead = session.get(Lead, deal.lead_id)
    assert (lead.status, lead.closed_at is not None) == (LeadStatus.ABANDONED, True)
    assert [(row.before, row.after) for row in session.scalars(select(StageChange).order_by(StageChange.id))] == [
        (None, Stage.NEW),
        (Stage.NEW, Stage.ABANDONED),
    ]
    with pytest.raises(Refused, match="closed already"):
        abandon_opportunity(deal.id, reason_id=reason.id, by=seller)
    with pytest.raises(Refused, match="abandoned"):
        add_task(deal.id, title="Call again", by=seller)


def test_reopened_it_moves_by_the_working_days_for_which_it_rested(deal, tasks, seller, reason, session, june):
    complete_task(session.scalars(select(Task).where(Task.title == "Call")).one().id, by=seller)
    abandon_opportunity(deal.id, reason_id=reason.id, by=seller)
    june.move_to(dt.datetime(2026, 6, 15, 8, tzinfo=dt.UTC))  # ten working days later, before Youth Day on the 16th
    reopen_opportunity(deal.id, by=seller)
    assert tasks() == {"Call": ("done", 1), "Tour": ("open", 18), "Mail": ("open", 19), "News": ("open", 23)}
    assert (deal.stage, deal.abandon_reason_id, deal.abandon_note, deal.closed_at) == (Stage.NEW, None, "", None)
    lead = session.get(Lead, deal.lead_id)
    assert (lead.status, lead.closed_at) == (LeadStatus.OPEN, None)
    assert [row.after for row in session.scalars(select(StageChange).order_by(StageChange.id))] == [Stage.NEW, Stage.ABANDONED, Stage.NEW]
    with pytest.raises(Refused, match="was not abandoned"):
        reopen_opportunity(deal.id, by=seller)


@pytest.mark.parametrize("which", ["none", "unknown", "out of use"])
def test_a_reason_of_the_list_is_needed(deal, tasks, seller, reason, session, which):
    before = tasks()
    if which == "out of use":
        session.get(AbandonReason, reason.id).is_active = False
        session.commit()
    with pytest.raises(Refused) as refused:
        abandon_opportunity(deal.id, reason_id={"none": None, "unknown": 10**9, "out of use": reason.id}[which], by=seller)
    assert refused.value.field == "reason"
    assert tasks() == before


def test_whose_lead_has_another_open_one_stays_closed(deal, seller, reason, session):
    abandon_opportunity(deal.id, reason_id=reason.id, by=seller)
    lead = session.get(Lead, deal.lead_id)
    lead.status, lead.closed_at = LeadStatus.OPEN, None
    session.commit()
    open_opportunity(lead.id, by=seller)
    with pytest.raises(Refused, match="open opportunity already"):
        reopen_opportunity(deal.id, by=seller)


def test_who_may(deal, tasks, reason, make):
    before = tasks()
    with pytest.raises(Forbidden):
        abandon_opportunity(deal.id, reason_id=reason.id, by=make.actor(FRONT_DESK))
    with pytest.raises(Missing):
        abandon_opportunity(deal.id, reason_id=reason.id, by=make.actor(SALES, at=[make.location()]))
    assert tasks() == before
