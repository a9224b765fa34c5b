"""Whatever a vendor does, the person is onboarded, nothing is doubled over there, and the page says in words what is going on (A1-A3).

A table of faults; the clock is moved and never slept through.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, select, text

from app.access.actor import SYSTEM
from app.actions.access.retry import retry_access
from app.actions.onboarding.onboard import onboard
from app.core import clock
from app.core.entity import db
from app.integrations.registry import equip
from app.models import Access, Onboarding, SystemLook
from app.models.access import AccessState
from app.queries.person_steps import person_steps
from app.queries.wifi.account import account
from app.rules.access import System
from jobs import access_reconcile
from tests.make import Make
from tests.world import World

DOWN = "down"
PATIENCE = 4.0  # seconds for a whole answer
SLOW = {"delay": 4.5, "slow_body": 0.1}  # seconds before it acts, and before each byte of the answer
MADE = {System.PRINTING: ("papercut", "POST */api.addNewInternalUser"), System.DOORS: ("salto", "POST */users")}
W, F = AccessState.WANTED, AccessState.FAILED


@dataclass(frozen=True)
class Case:
    """What the vendor does, which state that leaves, and a word of the reason that the page shows; `done`: it had its effect."""

    fault: str
    state: AccessState
    words: str
    done: bool = False


CASES = {
    System.DOORS: [
        Case(DOWN, W, "cannot be reached"),
        Case("401", F, "rights"),
        Case("429", W, "no more calls"),
        Case("500", W, "status 500"),
        Case("delay", W, "did not arrive", done=True),
        Case("slow_body", W, "did not arrive", done=True),
        Case("wrong_json", W, "could not be read", done=True),
        Case("cut_before", W, "did not arrive"),
        Case("cut_after", W, "did not arrive", done=True),
        Case("500_after", W, "status 500", done=True),
    ],
    System.PRINTING: [
        Case(DOWN, W, "cannot be reached"),
        Case("401", F, "FOYER_PAPERCUT_URL"),
        Case("429", W, "no more calls"),
        Case("503", W, "status 503"),
        Case("500", W, "status 500"),
        Case("delay", W, "did not arrive", done=True),
        Case("slow_body", W, "did not arrive", done=True),
        Case("wrong_json", W, "could not be read", done=True),
        Case("cut_before", W, "did not arrive"),
        Case("cut_after", W, "did not arrive", done=True),
        Case("500_after", W, "status 500", done=True),
    ],
}


def onboarded(make: Make, world: World) -> Onboarding:
    make.role("Member")
    membership = make.membership(door_groups="Front door")
    return onboard(
        key="k1",
        organisation={"name": "Acme"},
        person={"email": "thandi@acme.example", "first_name": "Thandi", "last_name": "Mokoena"},
        license={
            "membership_id": membership.id,
            "space_id": make.space(membership.location).id,
            "starts_on": clock.today(membership.location.zone) - dt.timedelta(days=1),
        },
        by=SYSTEM,
    )


def one_round(world: World) -> None:
    """Everything that is due now, and what follows from it, each tried once."""
    for _follows in range(3):
        ids = {row.id for row in db.session.scalars(select(Access))}
        db.session.rollback()
        try:
            world.run_jobs(rounds=1, patient=False)
        except AssertionError:
            continue
        if ids:
            return


def rows(make: Make) -> dict[System, Access]:
    make.session.expire_all()
    return {row.system: row for row in make.session.scalars(select(Access))}


def there(world: World, system: System) -> int:
    """How many people the vendor has."""
    path = "/_control/papercut/users" if system is System.PRINTING else "/_control/salto"
    return len(world.vendors.get(path)["users"])


def until_there(world: World, system: System) -> None:
    """What a slow vendor was asked for is done, after nobody listens any more."""
    ends = time.monotonic() + 60
    while not there(world, system) and time.monotonic() < ends:
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("system", "case"), [pytest.param(system, case, id=f"{system}-{case.fault}") for system, cases in CASES.items() for case in cases]
)
def test_a_vendor_in_trouble(make: Make, world: World, system: System, case: Case) -> None:
    vendor, pattern = MADE[system]
    working = world.settings
    if case.fault == DOWN:
        equip(replace(working, **{f"{vendor}_url": "http://127.0.0.1:9"}))
    else:
        if case.fault in SLOW:
            equip(replace(working, vendor_patience=PATIENCE))
        times = 2 if (vendor, case.fault) == ("salto", "401") else 1
        world.vendors.fault(case.fault, pattern, vendor=vendor, times=times, seconds=SLOW.get(case.fault, 7))
    person = onboarded(make, world)
    one_round(world)

    if case.done:
        until_there(world, system)
    found = rows(make)
    others = {each: found[each].state for each in found if each is not system}
    assert set(others.values()) == {AccessState.GRANTED}, others
    assert person.license_id and person.user.organisation_id, "the person is onboarded all the same"
    row = found[system]
    assert (row.state, there(world, system)) == (case.state, int(case.done)), row.reason
    assert case.words in row.reason
    step = next(each for each in person_steps(make.session, person.user) if each.name == system)
    assert step.reason == row.reason, "the person's page says the same"

    equip(working)
    if row.state is F:
        retry_access(row.id, by=SYSTEM)
    world.run_later()
    assert rows(make)[system].state is AccessState.GRANTED
    assert there(world, system) == 1
    calls = [each for each in world.vendors.calls(pattern) if each["status"] in (200, 201) or each["fault"] in ("cut_after", "500_after")]
    assert len(calls) == 1, "made exactly once"


@pytest.mark.parametrize(("system", "seconds"), [(System.DOORS, 7), (System.PRINTING, 7)])
def test_who_says_when_to_come_back_is_not_asked_before(make: Make, world: World, system: System, seconds: int) -> None:
    vendor, pattern = MADE[system]
    world.vendors.fault("429", pattern, vendor=vendor, seconds=seconds)
    onboarded(make, world)
    one_round(world)
    waits = make.session.scalar(wait_of(system))
    assert seconds - 3 < waits <= seconds


def wait_of(system: System) -> Any:
    event = {System.PRINTING: "PrintingWanted", System.DOORS: "DoorsWanted"}[system]
    return text(f"SELECT extract(epoch FROM not_before - now())::float FROM outbox_message WHERE event = '{event}' AND state = 'due'")


@pytest.fixture
def locked_wifi(app: Flask) -> Iterator[Connection]:
    """The tables of the WiFi are held by somebody else, and who waits for them is turned away soon."""
    with db.engine.connect() as other:
        other.execute(text("LOCK TABLE radius.radcheck IN ACCESS EXCLUSIVE MODE"))
        db.session.execute(text("SET lock_timeout = '200ms'"))
        db.session.commit()
        yield other
    db.session.execute(text("RESET lock_timeout"))
    db.session.commit()


def test_wifi_that_is_in_the_way_is_tried_again_and_written_once(make: Make, world: World, locked_wifi: Connection) -> None:
    person = onboarded(make, world)
    one_round(world)
    found = rows(make)
    assert found[System.DOORS].state is found[System.PRINTING].state is AccessState.GRANTED
    assert found[System.WIFI].state in (W, AccessState.WORKING)
    assert person.license_id
    locked_wifi.rollback()
    world.run_later()
    assert rows(make)[System.WIFI].state is AccessState.GRANTED
    assert account(make.session, "thandi").exists


def test_the_sweep_says_which_system_does_not_answer_and_the_page_repeats_it(make: Make, world: World, login: Any) -> None:
    onboarded(make, world)
    world.run_jobs()
    equip(replace(world.settings, salto_url="http://127.0.0.1:9", papercut_url="http://127.0.0.1:9"))
    access_reconcile.sweep()
    assert {look.system for look in make.session.scalars(select(SystemLook)) if look.trouble} == {System.DOORS, System.PRINTING}
    assert {row.state for row in rows(make).values()} == {AccessState.GRANTED}, "nobody loses what they have"
    printing = rows(make)[System.PRINTING].id
    page = login().get(f"/printing/show/{printing}").get_data(as_text=True)
    assert "PaperCut has not answered since" in page
    assert "PaperCut cannot be reached. People keep what they have" in page
