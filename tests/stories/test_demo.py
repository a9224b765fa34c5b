"""The demo network: loaded from nothing, true to the rules, the same every time."""

from __future__ import annotations

import datetime as dt
import filecmp
import json

import pytest
from sqlalchemy import func, select, text
from werkzeug.security import check_password_hash

from app.access import passwords
from app.access.actor import SYSTEM
from app.access.sealing import XERO_TOKEN, opened
from app.cli.demo import is_loaded
from app.cli.demo_network.history import HISTORY
from app.cli.demo_network.load import load
from app.cli.demo_network.package import write_package
from app.cli.demo_network.staff import LOGINS
from app.cli.say import CannotStart
from app.core import clock
from app.core.month import Month
from app.models import (
    Access,
    Activity,
    Booking,
    CreditNote,
    DoorEntry,
    DoorGroup,
    DoorLock,
    DoorTag,
    Enquiry,
    FloorPlan,
    FoyerUser,
    Invoice,
    InvoiceLine,
    InvoiceRun,
    Lead,
    License,
    Location,
    Opportunity,
    Organisation,
    OutboxMessage,
    Paper,
    PeopleImport,
    PeopleImportRow,
    PlanMark,
    Room,
    RunOrganisation,
    Setting,
    Space,
    Step,
    TaxRate,
    XeroConnection,
)
from app.models.activity import ActivityStatus
from app.models.booking import BookingStatus
from app.models.enquiry import EnquiryState
from app.models.invoice import InvoiceKind
from app.models.invoice_run import Decision, RunStatus
from app.models.opportunity import Stage
from app.models.people_import import ImportState, RowState
from app.queries.availability import places
from app.queries.tasks.mine import my_day
from app.queries.verify.books import verify
from app.queries.waiting_list import waiting_list
from app.queries.wifi.online import online
from app.rules.task_dates import Anchor
from app.sandbox.salto import records
from app.sandbox.store import Store


def test_the_same_month_makes_the_same_network(tmp_path):
    for name in ("one", "two"):
        write_package(tmp_path / name, Month(2026, 11))
    names = sorted(file.name for file in (tmp_path / "one").iterdir())
    assert filecmp.cmpfiles(tmp_path / "one", tmp_path / "two", names, shallow=False) == (names, [], [])


def test_every_shown_password_is_a_good_one():
    assert len({username for _role, username, _password in LOGINS}) == 6
    for _role, username, password in LOGINS:
        assert passwords.problem(password, username) is None


@pytest.fixture
def taxes(session):
    """Rates are no test's own: what the network writes into them is taken back."""
    kept = {rate.id: rate.xero_tax_type for rate in session.scalars(select(TaxRate))}
    yield
    session.rollback()
    for rate in session.scalars(select(TaxRate)):
        rate.xero_tax_type = kept[rate.id]
    session.commit()


@pytest.mark.usefixtures("taxes")
def test_the_whole_network(session, make, tmp_path):
    assert not is_loaded(session)
    make.track(
        is_default=True,
        tasks=(
            ("Call", None, Anchor.OPENED, 0),
            *((f"Step {place}", place - 1, Anchor.PARENT_DONE, 1) for place in range(1, 10)),
            ("First week", 8, Anchor.PARENT_DONE, 10, {"is_onboarding": True}),
        ),
    )
    load(sandbox=tmp_path / "sandbox", doors=tmp_path / "sandbox", door_prefix="Foyer:")

    assert is_loaded(session)
    count = {model: session.scalar(select(func.count()).select_from(model)) for model in (Location, Organisation, License)}
    assert (count[Location], count[Organisation]) == (3, 124)
    came = dict(
        session.execute(
            select(PeopleImport.file, func.count().filter(PeopleImportRow.state == RowState.BAD))
            .join(PeopleImportRow)
            .where(PeopleImport.state == ImportState.DONE)
            .group_by(PeopleImport.file)
        ).all()
    )
    assert came == {"address-book.csv": 0, "companies-of-the-system-before.csv": 3}
    assert count[License] > 400
    assert len(set(session.scalars(select(Location.currency)))) == len(set(session.scalars(select(Location.zone)))) == 2
    past_is_complete(session)
    only_last_months_papers_are_wanted(session)
    this_month_is_open(session)
    people_can_sign_in(session)
    xero_is_connected(session, tmp_path)
    floors_are_furnished(session)
    people_have_come_in(session, tmp_path)
    rooms_are_booked(session)
    sales_has_work(session)


def sales_has_work(session):
    """Deals in every stage, leads that nobody has opened, papers out, visits to come, enquiries to look at; and a team that is not far behind."""
    stages = dict(session.execute(select(Opportunity.stage, func.count()).group_by(Opportunity.stage)).all())
    assert set(stages) == set(Stage) and stages[Stage.WON] == 1 and sum(stages.values()) == 35
    assert session.scalar(select(func.count()).select_from(Lead)) == 41
    assert sorted(session.scalars(select(Paper.status))) == ["accepted", "sent", "sent", "sent"]
    assert set(session.scalars(select(Enquiry.state))) == {EnquiryState.QUARANTINED}
    day = my_day(session, session.scalars(select(FoyerUser.id).where(FoyerUser.username == "joost")).one(), by=SYSTEM)
    assert 1 <= len(day.overdue) <= 10 <= len(day.today) + len(day.week)
    assert {
        each.task.title
        for each in (*day.today, *day.week, *day.overdue)
        if isinstance(each.record, Opportunity) and each.record.stage is Stage.WON
    } <= {"First week"}
    assert session.scalar(select(func.count()).select_from(Activity).where(Activity.status == ActivityStatus.PLANNED)) == 3


def rooms_are_booked(session):
    """This week and the next, in every location; what is past is done and paid, after a year that the reports look back on; the house invites everybody."""
    today = clock.today("Africa/Johannesburg")
    monday = today - dt.timedelta(days=today.weekday())
    booked = session.scalars(select(Booking)).all()
    found = [each for each in booked if each.blocked.upper.date() >= monday]
    assert 25 < len(found) < 100
    assert len(booked) - len(found) > 2000
    assert {each.location_id for each in found} == set(session.scalars(select(Location.id)))
    assert all(each.status is BookingStatus.DONE for each in found if each.blocked.upper <= clock.now())
    assert "Yoga after work" in {each.title for each in found if each.is_open and each.user_id is None}
    lerato = session.scalars(select(FoyerUser).where(FoyerUser.username == "lerato")).one()
    weekdays = [ahead for ahead in (1, 3, 7) if (today + dt.timedelta(days=ahead)).weekday() < 5]
    own = [
        each
        for each in found
        if each.user_id == lerato.id and each.title in ("Tasting with the new roaster", "Price list for spring", "Monday round")
    ]
    assert len(own) == len([ahead for ahead in weekdays if today.weekday() + ahead < 14])
    assert {name: outcome.examples for name, outcome in verify(session).items() if outcome.violations} == {}


def past_is_complete(session):
    this_month = Month.of(clock.today("Africa/Johannesburg"))
    months = [this_month.plus(-back) for back in range(HISTORY, 0, -1)]
    for location in session.scalars(select(Location)):
        runs = session.scalars(select(InvoiceRun).where(InvoiceRun.location_id == location.id).order_by(InvoiceRun.month)).all()
        assert [(run.month, run.status) for run in runs] == [(month, RunStatus.DONE) for month in months] + [
            (this_month, RunStatus.PREVIEWED)
        ]
        numbers = session.scalars(select(Invoice.number).where(Invoice.location_id == location.id).order_by(Invoice.number)).all()
        assert numbers == [f"{location.invoice_prefix}-{n:05d}" for n in range(1, len(numbers) + 1)]
    assert session.scalar(select(func.count()).where(Invoice.issued_on != Invoice.month, Invoice.kind != InvoiceKind.PURCHASE)) == 0
    assert set(session.scalars(select(Invoice.status).distinct())) == {"paid", "part_paid", "sent"}
    assert session.scalar(select(func.count()).where(Step.state != "done", Step.run_id.is_not(None))) == 0
    assert session.scalar(text("SELECT count(*) FROM delivery WHERE state <> 'sent' AND run_id IS NOT NULL")) == 0
    assert session.scalar(select(func.count()).select_from(CreditNote)) > 0
    differs = (
        select(Invoice.number)
        .join(InvoiceLine)
        .group_by(Invoice.id)
        .having(func.sum(InvoiceLine.net_cents + InvoiceLine.vat_cents) != Invoice.total_cents)
    )
    assert session.scalars(differs).all() == []
    assert session.scalar(select(func.count()).where(InvoiceLine.kind == "correction")) == 0


def only_last_months_papers_are_wanted(session):
    last = Month.of(clock.today("Africa/Johannesburg")).previous
    wanted = session.scalars(select(OutboxMessage)).all()
    others = {
        "jobs.access.settle_all",
        "jobs.access.converge",
        "jobs.xero_contacts.tell_contacts",
        "jobs.xero_entries.note_document",
        "jobs.xero_cache.read",
    }
    bought = {
        "jobs.charges.charge",
        "jobs.fulfilment.want",
        "jobs.fulfilment.use_held",
        "jobs.xero_entries.note_payment",
    }  # a mug with credits, and what cards are charged for
    offered = {"jobs.papers.print_sent", "jobs.papers.seal", "jobs.mail.deliver", "jobs.notifications.paper_answered"}
    assert {row.job for row in wanted} == {"jobs.documents.render", *others, *bought, *offered}
    wanted = [row for row in wanted if row.job == "jobs.documents.render"]
    invoices = {row.payload["document_id"] for row in wanted if row.payload["kind"] == "invoice"}
    assert invoices == set(session.scalars(select(Invoice.id).where(Invoice.month == last)))


def this_month_is_open(session):
    rows = session.scalars(select(RunOrganisation).join(InvoiceRun).where(InvoiceRun.status == RunStatus.PREVIEWED)).all()
    assert {warning["kind"] for row in rows for warning in row.warnings} >= {"moved", "credit", "no_email", "no_xero_contact"}
    assert {cause for row in rows for cause in row.causes} >= {"price", "joined", "left", "usage", "correction"}
    assert [row.left_out_reason for row in rows if row.decision is Decision.LEFT_OUT] == [
        "Moves to another entity this month; new VAT number awaited"
    ]
    assert sum(row.total_cents < 0 for row in rows) >= 1


def people_can_sign_in(session):
    for role, username, password in LOGINS:
        user = session.scalars(select(FoyerUser).where(FoyerUser.username == username)).one()
        assert user.active
        assert check_password_hash(user.password, password)
        assert [each.name for each in user.roles] == [role]
    assert session.scalar(select(Setting.value).where(Setting.name == "demo_logins")) == [list(login) for login in LOGINS]
    desk = session.scalars(select(FoyerUser).where(FoyerUser.username == "pieter")).one()
    assert [place.code for place in desk.locations] == ["KLF"]


def xero_is_connected(session, tmp_path):
    store = Store(tmp_path / "sandbox")
    for connection in session.scalars(select(XeroConnection)):
        token = json.loads(opened(connection.sealed_token, XERO_TOKEN))
        assert store.row("SELECT 1 FROM token WHERE token = ? AND kind = 'access'", token["access_token"])
        assert store.row("SELECT 1 FROM token WHERE token = ? AND kind = 'refresh'", token["refresh_token"])
    assert session.scalar(select(func.count()).where(Location.xero_connection_id.is_(None))) == 0
    credit = session.scalars(
        select(CreditNote).where(
            CreditNote.invoice_id.is_(None), CreditNote.total_cents > CreditNote.applied_cents + CreditNote.spent_cents
        )
    ).all()
    assert credit and all(each.xero_id for each in credit), "what pays the next invoices is in the books, so that they agree"


def floors_are_furnished(session):
    """Two plans on which every space and room of the headquarters is once; nobody sits where no place is; three wait."""
    assert session.scalar(select(func.count()).select_from(FloorPlan)) == 2
    home = select(Location.id).where(Location.is_headquarters)
    for model, column in ((Space, PlanMark.space_id), (Room, PlanMark.room_id)):
        assert sorted(session.scalars(select(column).where(column.is_not(None)))) == sorted(
            session.scalars(select(model.id).where(model.location_id.in_(home)))
        )
    for location_id in session.scalars(select(Location.id)):
        today = clock.today("Africa/Johannesburg")
        found = places(session, by=SYSTEM, location_id=location_id, since=today)
        assert all(each.space.capacity >= max(stretch.taken for stretch in each.stretches(today, today)) for each in found)
    assert [each.entry.places for each in waiting_list(session, by=SYSTEM, location_id=None)] == [1, 1, 5]


def people_have_come_in(session, tmp_path):
    """Doors, fobs, entries and the WiFi are not empty at first sight, and the sandbox of Salto holds the same."""
    store = Store(tmp_path / "sandbox")
    assert {row.external_id for row in session.scalars(select(DoorLock))} == {each["id"] for each in records.listed(store, "lock")}
    groups = {row.name: row for row in session.scalars(select(DoorGroup))}
    assert all(groups[f"{code} front door"].locks for code in ("KLF", "RSB", "AMS"))
    assert dict(session.execute(select(DoorTag.state, func.count()).group_by(DoorTag.state)).all()) == {
        "given": 22,
        "free": 4,
        "blocked": 1,
    }
    holders = select(Access).where(Access.system == "doors", Access.platform_id.is_not(None))
    known = {each["platform_id"]: each["alias"] for each in records.listed(store, "user")}
    assert {row.platform_id: f"foyer-{row.id}" for row in session.scalars(holders)} == known
    kept = {each["id"] for each in records.listed(store, "entry")}
    assert {row.external_id for row in session.scalars(select(DoorEntry))} == kept and len(kept) >= 22
    present = online(session, by=SYSTEM)
    assert len({row.access.user.organisation_id for row in present}) > 10
    member = session.scalars(select(FoyerUser).where(FoyerUser.username == "lerato")).one()
    assert member.id in {row.access.user_id for row in present}
    assert session.scalars(select(DoorTag).where(DoorTag.user_id == member.id)).one()


def test_somebody_elses_network_is_left_alone(make, session):
    make.location()
    with pytest.raises(CannotStart, match="holds a network already"):
        is_loaded(session)
