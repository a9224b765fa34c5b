"""Ten years later only what is lawful is left, and the books still hold."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from sqlalchemy import select, text

from app.actions.activities.log import log_activity
from app.actions.contacts.merge import merge_contacts
from app.actions.contacts.peace import leave_in_peace
from app.actions.invoice_runs.approve import approve_run
from app.actions.invoice_runs.create import create_run
from app.actions.invoice_runs.preview import preview_run
from app.actions.invoice_runs.send import send_run
from app.actions.months.close import close_month
from app.actions.privacy.export import ask_export
from app.actions.settings.put import put_setting
from app.actions.waiting_list.offer import offer_place
from app.actions.waiting_list.take import take_place
from app.actions.waiting_list.withdraw import withdraw_waiting_entry
from app.models import (
    Activity,
    AuditEvent,
    Contact,
    Delivery,
    Document,
    Enquiry,
    Invoice,
    Lead,
    Onboarding,
    PersonalExport,
    PlaceOffer,
    SignUp,
    WaitingEntry,
)
from app.models.delivery import DOCUMENTS
from app.models.waiting_entry import WaitingStatus
from app.queries.retention import TERMS, report
from app.queries.verify.books import verify
from app.work import transaction
from jobs.log_files import cut_logs
from jobs.retention import keep_to_terms
from tests.make import JUNE
from tests.privacy.conftest import MAIL, Canary

THEN = dt.datetime(2026, 7, 2, 9, tzinfo=dt.UTC)


@pytest.fixture
def billed(gone: Canary, make, world, session, admin) -> Invoice:
    """June was billed to Acme, whose invoices go to the canary, and closed."""
    colleague = make.license(gone.license.organisation, gone.license.membership)
    with time_machine.travel(THEN, tick=False):
        run = create_run(colleague.location_id, JUNE, by=admin)
        shown = preview_run(run.id, by=admin)
        approve_run(run.id, fingerprint=shown.fingerprint, by=admin)
        world.run_jobs()
        send_run(run.id, by=admin)
        world.run_jobs()
        close_month(run.location_id, JUNE, by=admin)
    ask_export(gone.user.id, by=admin)
    world.run_jobs()
    session.commit()
    return session.scalars(select(Invoice)).one()


def rows(session, table: str) -> int:
    return session.scalar(text(f"SELECT count(*) FROM {table}"))


@pytest.fixture
def waited(make, world, session, admin) -> PlaceOffer:
    """Two who waited: one was offered a place by mail and left, one was brought in through the offer; and one who waits still."""
    license = make.license()
    space = make.space(license.location, capacity=9)
    left, served, waits = (make.waiting(space, note="Needs a lift") for _ in range(3))
    with time_machine.travel(THEN, tick=False):
        offers = [
            offer_place(each.id, space_id=space.id, starts_on=dt.date(2026, 8, 1), stands_until=dt.date(2026, 7, 10), by=admin)
            for each in (left, served)
        ]
        world.run_jobs()
        withdraw_waiting_entry(left.id, reason="Found another", by=admin)
        with transaction(by=admin) as work:
            take_place(work, offers[1].id, license.organisation, space.id)
            user = make.user("Member", organisation_id=license.organisation_id)
            work.add(
                Onboarding(
                    key="o",
                    location_id=space.location_id,
                    organisation_id=license.organisation_id,
                    user_id=user.id,
                    license_id=license.id,
                    offer_id=offers[1].id,
                )
            )
    session.commit()
    assert waits.status is WaitingStatus.WAITING and {each.ended_at for each in (left, served)} == {THEN}
    return offers[0]


def test_who_waits_no_longer_is_forgotten_after_the_term(waited, session):
    """With the offers and their letters; who waits still stays, and so does who was brought in."""
    assert len(session.scalars(select(Delivery).where(Delivery.offer_id.is_not(None))).all()) == 2
    session.execute(
        text("UPDATE waiting_entry SET ended_at = NULL, created_at = '2026-05-01' WHERE status = 'served'")
    )  # as before that was written down: from 1 June
    session.commit()
    for days, left in ((89, 2), (91, 1)):
        with time_machine.travel(THEN + dt.timedelta(days=days), tick=False):
            keep_to_terms()
        assert rows(session, "waiting_entry") == left, days
    assert (rows(session, "place_offer"), rows(session, "delivery"), rows(session, "onboarding")) == (0, 0, 1)
    assert session.scalar(text("SELECT status FROM waiting_entry")) == "waiting"


def test_letters_of_offers_are_forgotten_with_other_letters(waited, session):
    session.execute(text("UPDATE waiting_entry SET status = 'offered', ended_at = NULL"))
    session.commit()
    with time_machine.travel(THEN + dt.timedelta(days=181), tick=False):
        keep_to_terms()
    assert (rows(session, "delivery"), rows(session, "place_offer")) == (0, 2)


def test_ten_years_later(billed, waited, session, settings):
    sent = session.scalars(select(Delivery).where(Delivery.kind.in_(DOCUMENTS))).all()
    assert billed.buyer["name"] == "Acme (Pty) Ltd" and MAIL in {row.address for row in sent}
    session.commit()
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=3652), tick=False):
        assert any(each.due for each in report(session))
        session.commit()
        said = keep_to_terms()
        for word in ("letters", "wifi", "sign ups", "waiting list", "exports", "audit", "documents"):
            assert word in said, said
        session.expire_all()
        assert {each.name for each in report(session) if each.due} <= {
            "retention.audit"
        }  # the notes that were made just now, by the database's clock
    session.expire_all()
    assert {row.verb for row in session.scalars(select(AuditEvent))} == {"forget"}
    assert [
        rows(session, table)
        for table in ("radius.radacct", "radius.radpostauth", "radius.usage", "sign_up", "personal_export", "place_offer")
    ] == [0] * 6
    assert session.scalars(select(WaitingEntry.status)).all() == [WaitingStatus.WAITING]
    assert {row.address for row in session.scalars(select(Delivery))} == {""}
    assert (billed.buyer["name"], billed.buyer["address"], billed.total_cents > 0) == (f"erased-{billed.organisation_id}", "", True)
    assert session.scalars(select(Document.content)).all() == [b""]
    assert billed.lines and billed.number and billed.content_hash
    assert {name: found.examples for name, found in verify(session).items() if found.violations} == {}


def test_what_is_young_stays(billed, session):
    before = [
        rows(session, table) for table in ("audit_event", "delivery", "radius.radacct", "sign_up", "personal_export", "outbox_message")
    ]
    session.commit()
    keep_to_terms()
    assert [
        rows(session, table) for table in ("audit_event", "delivery", "radius.radacct", "sign_up", "personal_export", "outbox_message")
    ] == before
    session.expire_all()
    assert billed.buyer["name"] == "Acme (Pty) Ltd"


def test_a_week_is_enough_for_an_export_and_a_setting_says_how_long(gone, session, admin, world):
    put_setting("retention.sign_ups", "30 days", by=admin)
    ask_export(gone.user.id, by=admin)
    world.run_jobs()
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=31), tick=False):
        keep_to_terms()
    session.expire_all()
    assert session.query(PersonalExport).count() == 0 and session.query(SignUp).count() == 0
    assert rows(session, "radius.radacct") == 1


def test_an_issued_document_keeps_its_buyer_until_then(billed, session):
    for statement in (
        "UPDATE invoice SET buyer = '{}'",
        "SELECT forget_parties(now() + interval '99 years', 12)",
        "SELECT set_config('foyer.forgetting', 'issued before 2026-01-01', true); UPDATE invoice SET buyer = '{}'",
    ):
        with pytest.raises(Exception, match=r"stays as it is|five years"):
            session.execute(text(statement))
        session.rollback()


def test_old_lines_of_a_log_are_cut_while_it_is_written(tmp_path):
    log = tmp_path / "web.log"
    with log.open("ab") as writer:
        writer.write(b'{"event": "old", "timestamp": "2026-01-01T00:00:00Z"}\nTraceback of it\n[2026-01-02 11:47:43 +0000] [1] also old\n')
        writer.write(b'{"event": "young", "timestamp": "2026-06-01T00:00:00Z"}\nTraceback of that\n')
        writer.flush()
        assert cut_logs(tmp_path, dt.datetime(2026, 5, 1, tzinfo=dt.UTC)) == 3
        writer.write(b"newest\n")
    assert log.read_bytes() == b'{"event": "young", "timestamp": "2026-06-01T00:00:00Z"}\nTraceback of that\nnewest\n'
    assert cut_logs(tmp_path, dt.datetime(2026, 5, 1, tzinfo=dt.UTC)) == 0
    assert cut_logs(tmp_path / "none", dt.datetime(2026, 5, 1, tzinfo=dt.UTC)) == 0


def test_the_page_tells_each_term(login):
    page = login().get("/retention/").get_data(as_text=True)
    assert all(terms[0] in page for terms in TERMS.values())


def test_a_lead_that_was_not_won_goes_after_its_term_with_what_was_said(make, session, admin):
    place = make.location()
    old, won, quiet = (make.lead(place) for _each in range(3))
    make.enquiry(place, state="passed", lead_id=old.id)
    session.add(
        Delivery(
            kind="lead_thanks",
            key="thanks",
            location_id=place.id,
            lead_id=old.id,
            address=old.email,
            state="todo",
            message_id="<thanks@kloof.example>",
        )
    )
    twin = make.contact(email="twin@other.example")
    member = make.contact(email=make.user("Member", organisation_id=make.organisation(place).id).email)
    with time_machine.travel(THEN, tick=False):
        for each in (old, won):
            log_activity(each.contact_id, kind="call", text="Hello", lead_id=each.id, by=admin)
        merge_contacts(old.contact_id, twin.id, by=admin)
        leave_in_peace(quiet.contact_id, reason="By phone", by=admin)
    session.execute(text("UPDATE lead SET status = 'won', closed_at = now() WHERE id = :id"), {"id": won.id})
    session.commit()
    stays, won_id = {won.contact_id, quiet.contact_id, member.id}, won.id
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=721), tick=False):
        said = keep_to_terms()
    assert "leads" in said
    assert session.scalars(select(Delivery.id)).all() == [] == session.scalars(select(Enquiry.id)).all()
    assert session.scalars(select(Lead.id)).all() == [won_id] and session.scalars(select(Activity.lead_id)).all() == [won_id]
    assert set(session.scalars(select(Contact.id))) == stays, "who wants peace is remembered"
