"""The page of periodic tasks: each can be found, runs through the outbox, and says how it went."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pkgutil import resolve_name

import pytest
import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.actor import SYSTEM
from app.actions.schedules.ensure import ensure_schedules
from app.core.clock import now
from app.models import Schedule
from app.models.schedule import Frequency
from app.rules.slots import cron_problem, expression
from jobs import find, health, timetable
from jobs.handlers import HANDLERS
from jobs.queues import QUEUES
from jobs.runner import run
from jobs.timetable import TIMETABLE, Task
from tests.jobs.conftest import Outbox


@pytest.fixture
def failing() -> Iterator[None]:
    TIMETABLE["failing"] = Task("tests.jobs.noted.stick", Frequency.EVERY_MINUTE)
    yield
    del TIMETABLE["failing"]


def due_now(session: Session, frequency: Frequency | None = None) -> None:
    ensure_schedules(timetable.defaults(), by=SYSTEM)
    for row in session.scalars(select(Schedule)):
        row.next_due_at = now() - dt.timedelta(seconds=1)
        row.frequency = frequency or row.frequency
    session.commit()


def run_everything(outbox: Outbox) -> None:
    for row in outbox.all("SELECT id FROM outbox_message WHERE state = 'due'"):
        run(row.id)


def test_every_task_has_a_name_and_an_expression() -> None:
    for name, task in TIMETABLE.items():
        assert re.fullmatch(r"[a-z_]{3,60}", name)
        assert callable(resolve_name(task.function))
        assert cron_problem(expression(task.frequency, task.cron)) is None


def test_what_goes_on_after_a_restore_asks_no_vendor_and_writes_to_nobody() -> None:
    """A new task is looked at before it stands here: what follows from it may have been done by the house that is lost."""
    assert {name for name, task in TIMETABLE.items() if not task.goes_outside} == {
        "health_check", "due_reserves", "bookings", "quotas", "presence", "guest_wifi", "referrals", "verify_books", "discount_expiry", "retention", "contacts", "leads_cool",
        "tickets", "visits", "revenue",
    }  # fmt: skip


def test_every_route_leads_to_a_served_queue() -> None:
    for routes in HANDLERS.values():
        assert {route.queue for route in routes} <= set(QUEUES)
    slot = find("jobs.timetable.run_slot")
    assert [(route.job, route.queue) for route in HANDLERS["SlotDue"]] == [(slot.name, slot.queue)]


def test_a_tick_begins_what_is_due_and_the_outbox_runs_it(outbox: Outbox, session: Session) -> None:
    due_now(session)
    timetable.tick()
    run_everything(outbox)
    session.expire_all()
    results = {row.task: row.last_result for row in session.scalars(select(Schedule))}
    assert results.pop("access_reconcile").startswith("0 to be changed. 0 begun again.")
    assert results.pop("door_entries")  # whether there is a Salto here or not
    assert results.pop("print_accounts") == "0 print accounts read, 0 of them differ; 0 of 0 were read in the last hour."
    assert (results.pop("contacts"), results.pop("leads_cool")) == ("0 new contacts.", "0 leads are colder.")
    assert (results.pop("papers"), results.pop("referrals"), results.pop("task_digests")) == (
        "Expired: 0. Reminded of: 0.",
        "0 rewards for referrals were taken back.",
        "0 mails about tasks.",
    )
    assert results.pop("organisations_follow") == "0 organisations moved, 0 people went with their license."
    assert results.pop("notifications") == "0 new notifications, 0 morning mails about them."
    assert results.pop("webhooks") == "0 wait to be sent."
    assert (results.pop("visits"), results.pop("tickets")) == ("0 guests did not come.", "0 tickets are closed.")
    assert results.pop("report_mails") == "0 reports by mail."
    assert results.pop("revenue") == "The revenue of 0 organisations was worked out."
    assert (results.pop("due_reserves"), results.pop("quotas")) == ("0 reserves became debits.", "Credits: 0 granted, 0 ended.")
    assert results.pop("bookings") == "0 bookings are over, 0 holds lapsed, 0 no-shows."
    assert re.fullmatch(r"All \d+ promises hold\.", results.pop("verify_books"))
    assert results.pop("charges") == "0 cards tried again; 0 of 0 unknown payments found, 0 closed that nobody made."
    assert (results.pop("dunning"), results.pop("unpaid_purchases")) == ("0 reminders written.", "0 purchases that nobody paid ended.")
    assert (results.pop("guest_wifi"), results.pop("presence")) == (
        "0 WiFi accounts of guests were removed.",
        "0 came, 0 left, by WiFi and doors; 0 check-ins ended at closing time.",
    )
    assert (results.pop("price_escalation"), results.pop("discount_expiry")) == (
        "0 rises proposed, 0 letters written.",
        "0 discounts end within 30 days.",
    )
    assert results.pop("credits_ending") == "0 mails about credits that end."
    assert results.pop("bounces") == "No mailbox of bounces is set."
    assert results.pop("files") == "Files stay in the database."
    assert results == {"health_check": "Done.", "xero_tokens": "Done.", "xero_cache": "Done.", "retention": "Nothing was past its term."}
    assert outbox.states() == {"done": len(TIMETABLE)}


def test_a_task_that_an_upgrade_brought_gets_its_row(outbox: Outbox, session: Session) -> None:
    timetable.tick()
    assert set(session.scalars(select(Schedule.task))) == set(TIMETABLE)
    assert outbox.states() == {}


def test_a_failing_task_that_soon_comes_again_waits_for_its_next_slot(outbox: Outbox, session: Session, failing: None) -> None:
    due_now(session)
    timetable.tick()
    run_everything(outbox)
    row = outbox.one("SELECT last_result FROM schedule WHERE task = 'failing'")
    assert row.last_result == "Failed: RuntimeError: the door is stuck"
    assert outbox.states() == {"done": len(TIMETABLE)}


def test_a_failing_task_that_comes_once_a_year_is_tried_again(outbox: Outbox, session: Session, failing: None) -> None:
    due_now(session, Frequency.ANNUALLY)
    timetable.tick()
    run_everything(outbox)
    assert outbox.states() == {"done": len(TIMETABLE) - 1, "due": 1}
    assert outbox.one("SELECT last_error FROM outbox_message WHERE state = 'due'").last_error == "RuntimeError: the door is stuck"


def test_the_health_check_tells_what_is_stuck(outbox: Outbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "log", structlog.get_logger("health"))  # one that was used before keeps writing where it wrote
    waiting, parked = outbox.post(), outbox.post()
    outbox.change(waiting, "not_before = now() - interval '61 minutes'")
    outbox.change(parked, "state = 'parked'")
    outbox.post()
    with structlog.testing.capture_logs() as told:
        words = resolve_name(TIMETABLE["health_check"].function)()
    assert words == "1 job has waited for more than an hour. 1 job is parked. The newest: tests.jobs.noted.note"
    assert [line["troubles"] for line in told if line["event"] == "not well"] == [["stuck", "parked"]]
