"""What happens by itself: the clock ticks, each slot is done once, every task says how it went, and a person may start, pause and read it."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from app.access.roles import NETWORK_ADMIN
from app.actions.bookings.create import create_booking
from app.models import Booking, CheckIn, Lot, Reserve, Schedule, ScheduleSlot
from app.models.booking import BookingStatus
from app.models.check_in import LeftBy
from app.models.ledger import ReserveState
from app.models.schedule import Frequency, Outcome
from app.queries.verify.books import verify
from app.rules.units import Unit
from jobs.timetable import TIMETABLE, Task, tick
from tests.make import Make
from tests.views.billing import text_of
from tests.world import World

EVENING = dt.datetime(2026, 5, 31, 20, tzinfo=dt.UTC)  # Sunday, ten o'clock at Kloof
HOUR, MINUTE = dt.timedelta(hours=1), dt.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def night() -> Iterator[Any]:
    with time_machine.travel(EVENING, tick=False) as clock:
        yield clock


@pytest.fixture
def passes(app: Flask, world: World, make: Make, night: Any) -> Callable[[dt.timedelta], None]:
    """So much time, then two clocks tick at once, and what is due is done."""

    def ticked() -> None:
        with app.app_context():
            tick()

    def forward(by: dt.timedelta) -> None:
        make.session.rollback()
        night.shift(by)
        clocks = [threading.Thread(target=ticked) for _clock in range(2)]
        for each in clocks:
            each.start()
        for each in clocks:
            each.join(60)
        world.run_jobs()
        make.session.rollback()

    return forward


@pytest.fixture
def ann(make: Make) -> Any:
    """A member whose desk brings R 500.00 for rooms each month."""
    membership = make.membership(make.location(name="Kloof", code="KLF"), quota_unit="space", quota_cents=50_000, quota_frequency="monthly")
    license = make.license(membership=membership)
    user = make.user("Member", organisation_id=license.organisation_id, location_id=license.location_id)
    license.user_id = user.id
    make.session.commit()
    return user


def said(make: Make) -> dict[str, str]:
    return {row.task: row.last_result for row in make.session.scalars(select(Schedule))}


def test_a_night_at_the_desk_without_anybody(make: Make, ann: Any, admin: Any, passes: Callable[[dt.timedelta], None]) -> None:
    wallet = make.wallet(ann, unit=Unit.SPACE, bought=20_000)
    room = make.room(make.space(ann.location), name="Boardroom")
    booking_id = create_booking(room_id=room.id, user_id=ann.id, starts_at=EVENING + 13 * HOUR, ends_at=EVENING + 14 * HOUR, by=admin).id
    guest = make.check_in(make.guest("Mia"), ann.location, arrived_at=EVENING - 8 * HOUR)
    guest_id, wallet_id = guest.id, wallet.id

    passes(MINUTE)  # what was never due before begins with the minute after
    passes(MINUTE)
    assert quotas_of(make, wallet_id) == [] and make.session.get_one(CheckIn, guest_id).left_by is None

    passes(2 * HOUR)  # midnight has passed at Kloof
    assert make.session.get_one(CheckIn, guest_id).left_by is LeftBy.CLOSING, "who forgot to check out is not in the house for ever"
    assert [lot.balance_cents for lot in quotas_of(make, wallet_id)] == [50_000], "June's, once, whichever clock was first"
    assert "granted" in said(make)["quotas"]

    passes(22 * HOUR + 30 * MINUTE)
    states = make.session.scalars(select(Reserve.state).where(Reserve.wallet_id == wallet_id)).all()
    assert set(states) == {ReserveState.DEBITED}
    assert make.session.get_one(Booking, booking_id).status is BookingStatus.DONE
    assert {name: found.examples for name, found in verify(make.session).items() if found.violations} == {}

    doubled = make.session.execute(
        select(ScheduleSlot.schedule_id, ScheduleSlot.slot).group_by(ScheduleSlot.schedule_id, ScheduleSlot.slot).having(func.count() > 1)
    ).all()
    assert doubled == []
    told = said(make)
    assert set(told) == set(TIMETABLE) and all(
        told[task]
        for task in ("quotas", "due_reserves", "bookings", "presence", "verify_books", "dunning", "retention", "price_escalation")
    )


def quotas_of(make: Make, wallet_id: int) -> list[Lot]:
    return list(make.session.scalars(select(Lot).where(Lot.wallet_id == wallet_id, Lot.source == "quota")))


def test_a_task_that_fails_is_mailed_and_seen_and_run_again_by_a_button(
    make: Make, world: World, login: Any, passes: Callable[[dt.timedelta], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = login(NETWORK_ADMIN)
    monkeypatch.setitem(TIMETABLE, "failing", Task("tests.jobs.noted.stick", Frequency.HOURLY))
    passes(MINUTE)
    row = make.session.scalars(select(Schedule).where(Schedule.task == "failing")).one()
    row_id = row.id

    def press(verb: str) -> None:
        page = browser.get(f"/schedules/show/{row_id}").get_data(as_text=True)
        token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
        assert browser.post(f"/schedules/action/{verb}/{row_id}", data={"csrf_token": token}).status_code == 302

    press("run_now")
    passes(MINUTE)
    assert make.session.get_one(Schedule, row_id).last_outcome is Outcome.FAILED
    assert "failing" in text_of(browser.get("/health/")).lower()
    passes(MINUTE)  # the look at the health of the house
    assert any(mail["subject"].startswith("Foyer needs you") for mail in world.letters())

    press("pause")
    passes(3 * HOUR)
    slots = select(func.count()).select_from(ScheduleSlot).where(ScheduleSlot.schedule_id == row_id)
    assert make.session.scalar(slots) == 1, "what is paused does not run"
    press("resume")
    passes(HOUR)
    assert make.session.scalar(slots) == 2, "and makes nothing up"
    assert text_of(browser.get(f"/schedule-slots/list/?_flt_0_schedule={row_id}")).count("the door is stuck") == 2
