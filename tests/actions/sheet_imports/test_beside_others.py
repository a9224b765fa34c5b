"""A spreadsheet comes in while somebody changes the same by hand: neither waits for the other for ever, and none is brought in past what is so by then."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import select, text

from app.access.actor import SYSTEM
from app.actions.invoices.locked import hold_organisation
from app.actions.licenses.create import create_license
from app.actions.organisations.move import move_organisation
from app.actions.people_imports.carry_on import carry_on
from app.actions.people_imports.start import start_people_import
from app.actions.sheet_imports import read
from app.core import clock
from app.core.entity import db
from app.models import Adhoc, License, LicensePause, Location, Membership, Organisation, PeopleImport, Space
from app.models.organisation import OrganisationStatus
from app.work import transaction
from tests.actions.people_imports.test_people_imports import count, reasons, states
from tests.actions.sheet_imports.test_sheet_imports import K, brought, tried
from tests.make import Make

WAITS = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
LICENSES = "code,organisation,membership,space,start"
CHARGES = "code,organisation,location,date,description,quantity,unit_price"
Coming = Callable[[PeopleImport], "Future[None]"]


@pytest.fixture
def place(make: Make) -> Location:
    found = make.location(code="KLF", name="Kloof")
    make.membership(found, code="DESK", name="Dedicated desk")
    make.space(found, code="FLOOR", name="First floor")
    make.organisation(found, code="ACME", name="Acme")
    return found


@pytest.fixture
def coming(headless: Flask) -> Iterator[Coming]:
    """Another worker carries the import on, until it waits for somebody."""

    def carried(import_id: int) -> None:
        with headless.app_context():
            try:
                while carry_on(import_id, seconds=60):
                    pass
            finally:
                db.session.remove()

    with ThreadPoolExecutor(1) as worker:

        def begin(found: PeopleImport) -> Future[None]:
            due, until = worker.submit(carried, found.id), time.monotonic() + 60
            while not due.done() and time.monotonic() < until:
                with db.engine.connect() as aside:
                    if aside.scalar(WAITS):
                        break
                time.sleep(0.02)
            assert not due.done(), "it waits for who was here first"
            return due

        yield begin


def one(make: Make, model: type[Organisation | Membership | Space | Adhoc], code: str) -> int:
    return make.session.scalars(select(model.id).where(model.code == code)).one()


def test_as_a_whole_it_takes_its_locks_in_the_order_of_the_house(
    make: Make, place: Location, coming: Coming, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its first chunk holds Other and the floor and the second wants Acme, whom somebody holds who wants the floor."""
    monkeypatch.setattr(read, "BATCH", 1)
    make.organisation(place, code="OTHER", name="Other")
    found = tried(K.LICENSES, LICENSES, "L1,OTHER,DESK,FLOOR,2026-07-01", "L2,ACME,DESK,FLOOR,2026-07-01")
    start_people_import(found.id, whole=True, by=SYSTEM)
    acme, desk, floor = one(make, Organisation, "ACME"), one(make, Membership, "DESK"), one(make, Space, "FLOOR")
    with transaction(by=SYSTEM) as work:
        hold_organisation(work, acme)
        due = coming(found)
        create_license(organisation_id=acme, membership_id=desk, space_id=floor, starts_on=dt.date(2026, 7, 1), by=SYSTEM)
    due.result(timeout=60)
    make.session.expire_all()
    assert states(make, found) == ["onboarded"] * 2 and count(make, License) == 3


def offboard(make: Make) -> None:
    move_organisation(one(make, Organisation, "ACME"), "offboard", by=SYSTEM)


def sell_no_more(make: Make) -> None:
    make.session.get_one(Membership, one(make, Membership, "DESK")).is_active = False


def invoice(make: Make) -> None:
    make.session.get_one(Adhoc, one(make, Adhoc, "A1")).invoiced_at = clock.now()


@pytest.mark.parametrize(
    ("kind", "rows", "meanwhile", "reason"),
    [
        (K.LICENSES, (LICENSES, "L1,ACME,DESK,FLOOR,2026-07-01"), offboard, "organisation: Acme is offboarded"),
        (K.LICENSES, (LICENSES, "L1,ACME,DESK,FLOOR,2026-07-01"), sell_no_more, "membership: Dedicated desk is no longer sold"),
        (K.ORGANISATIONS, ("code,status", "ACME,inactive"), offboard, "status: Acme is offboarded: from there it cannot become inactive"),
        (K.ADHOCS, (CHARGES, "A1,ACME,KLF,2026-06-03,Card,2,10"), invoice, "code: Has been billed already"),
    ],
    ids=["organisation gone", "membership not sold", "status moved", "charge invoiced"],
)
def test_a_row_is_held_against_what_is_so_once_its_organisation_is_held(
    make: Make, place: Location, coming: Coming, kind: K, rows: tuple[str, ...], meanwhile: Callable[[Make], None], reason: str
) -> None:
    if kind is K.ADHOCS:
        brought(tried(K.ADHOCS, CHARGES, "A1,ACME,KLF,2026-06-03,Card,1,10"))
    found = tried(kind, *rows)
    assert states(make, found) == ["good"]
    start_people_import(found.id, by=SYSTEM)
    with transaction(by=SYSTEM) as work:
        hold_organisation(work, one(make, Organisation, "ACME"))
        meanwhile(make)
        make.session.flush()
        due = coming(found)
    due.result(timeout=60)
    make.session.expire_all()
    assert reason in reasons(make, found)[2] and count(make, License) == 0
    expected = OrganisationStatus.OFFBOARDED if meanwhile is offboard else OrganisationStatus.ACTIVE
    assert make.session.scalars(select(Organisation.status)).one() is expected


def test_a_license_that_was_moved_meanwhile_needs_room_where_it_is(make: Make, place: Location, coming: Coming) -> None:
    """A colleague moves it to another office while the file waits for its organisation; the file says how long, and not where."""
    small = make.space(place, code="ONE", name="One desk", capacity=1)
    make.license(
        make.organisation(place, code="OTHER", name="Other"), make.membership(place), space_id=small.id, starts_on=dt.date(2027, 1, 1)
    )
    brought(tried(K.LICENSES, f"{LICENSES},end", "L1,ACME,DESK,FLOOR,2026-07-01,2026-12-31"))
    found = tried(K.LICENSES, "code,end", "L1,2027-03-31")
    assert states(make, found) == ["good"]
    start_people_import(found.id, by=SYSTEM)
    with transaction(by=SYSTEM) as work:
        hold_organisation(work, one(make, Organisation, "ACME"))
        license = make.session.scalars(select(License).where(License.code == "L1")).one()
        license.space_id = small.id
        make.session.flush()
        due = coming(found)
    due.result(timeout=10)
    make.session.expire_all()
    assert "space: One desk has room for 1" in reasons(make, found)[2] and license.ends_on == dt.date(2026, 12, 31)


def test_a_pause_that_came_meanwhile_is_the_one_that_the_file_changes(make: Make, place: Location, coming: Coming) -> None:
    brought(tried(K.LICENSES, LICENSES, "L1,ACME,DESK,FLOOR,2026-07-01"))
    found = tried(K.LICENSES, "code,pause_start,pause_end", "L1,2026-08-01,2026-08-31")
    start_people_import(found.id, by=SYSTEM)
    with transaction(by=SYSTEM) as work:
        hold_organisation(work, one(make, Organisation, "ACME"))
        license = make.session.scalars(select(License).where(License.code == "L1")).one()
        make.session.add(LicensePause(license_id=license.id, starts_on=dt.date(2026, 8, 1), ends_on=dt.date(2026, 8, 10)))
        make.session.flush()
        due = coming(found)
    due.result(timeout=10)
    make.session.expire_all()
    assert states(make, found) == ["onboarded"]
    assert [(pause.starts_on, pause.ends_on) for pause in license.pauses] == [(dt.date(2026, 8, 1), dt.date(2026, 8, 31))]


def test_a_space_that_became_smaller_meanwhile_is_as_full_as_it_is(make: Make, place: Location, coming: Coming) -> None:
    small = make.space(place, code="TWO", name="Two desks", capacity=2)
    found = tried(K.LICENSES, LICENSES, "L1,ACME,DESK,TWO,2026-07-01", "L2,ACME,DESK,TWO,2026-07-01")
    start_people_import(found.id, by=SYSTEM)
    with transaction(by=SYSTEM) as work:
        work.lock(Space, small.id).capacity = 1
        make.session.flush()
        due = coming(found)
    due.result(timeout=10)
    make.session.expire_all()
    assert states(make, found) == ["onboarded", "bad"] and "Two desks has room for 1" in reasons(make, found)[3]
