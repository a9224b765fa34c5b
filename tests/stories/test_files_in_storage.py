"""An invoice run of a house that keeps its files in storage: printed, moved, mailed, read, forgotten; and what people see while storage is away."""

from __future__ import annotations

import datetime as dt
import socket

import pytest
import time_machine
from sqlalchemy import select

from app.access.roles import FINANCE
from app.actions.invoice_runs.approve import approve_run
from app.actions.invoice_runs.create import create_run
from app.actions.invoice_runs.preview import preview_run
from app.actions.invoice_runs.send import send_run
from app.core.month import Month
from app.core.storage import storage_of
from app.models import Document, Invoice, MailFile, OutboxMessage, StoredFile
from app.queries.kept_files import content_of
from app.queries.verify.books import verify
from jobs import files
from jobs.retention import keep_to_terms
from tests.storages import overwrite
from tests.world import NeverEnds

JUNE = Month(2026, 6)
MOVED = "2 files moved, 0 wait, 0 contents removed."


@pytest.fixture
def run(make, world, admin):
    location = make.location(invoice_prefix="KLF", sender_email="kloof@example.com")
    world.connect(location)
    membership = make.membership(location)
    for number in range(2):
        make.license(
            make.organisation(location, name=f"Tenant {number}", accounting_email=f"accounts{number}@example.com", invoice_email=""),
            membership,
        )
    run = create_run(location.id, JUNE, by=admin, cut_off=JUNE.last)
    preview_run(run.id, by=admin)
    approve_run(run.id, run.fingerprint, by=admin)
    world.run_jobs()
    return run


def printed(session):
    """Where each invoice is read, with the bytes that were printed."""
    found = {f"/papers/invoices/{row.id}.pdf": content_of(row.document) for row in session.scalars(select(Invoice).order_by(Invoice.id))}
    session.commit()
    return found


def test_from_the_press_to_the_mailbox_by_way_of_storage_and_gone_when_its_term_is_over(house_of_files, run, admin, world, session, login):
    before = printed(session)
    assert all(content.startswith(b"%PDF") for content in before.values()) and files.follow() == MOVED
    session.expire_all()
    assert session.scalars(select(Document.content)).all() == [None, None]
    browser = login(FINANCE, locations=[run.location])
    assert {address: browser.get(address).get_data() for address in before} == before

    send_run(run.id, by=admin)
    world.run_jobs()
    mailed = [world.vendors.get(f"/mail/{mail['id']}/json")["files"] for mail in world.vendors.mails()]
    assert sorted((file["name"], file["size"]) for each in mailed for file in each) == sorted(
        (f"KLF-0000{number}.pdf", len(content)) for number, content in enumerate(before.values(), start=1)
    )
    files.follow()
    session.expire_all()
    assert all(row.is_kept for row in session.scalars(select(MailFile))), (
        "a mail's file that is a kept document is that document, wherever it is"
    )
    assert {name: found.examples for name, found in verify(session).items() if found.violations} == {}
    session.commit()

    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=3652), tick=False):
        keep_to_terms()
    files.follow()
    session.expire_all()
    assert session.scalars(select(Document.content)).all() == [b"", b""]
    assert list(house_of_files.digests()) == [] and session.scalars(select(StoredFile)).all() == []
    assert {name: found.examples for name, found in verify(session).items() if found.violations} == {}


def test_who_reads_while_storage_is_away_is_told_in_a_sentence_and_mails_wait(
    app, web_app, stored_in, house_of_files, run, admin, world, session, login
):
    before = printed(session)
    files.follow()
    browser = login(FINANCE, locations=[run.location])
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # and does not listen
        gone = stored_in.moved(s3_url=f"http://127.0.0.1:{nobody.getsockname()[1]}") if stored_in.files.startswith("s3:") else stored_in
        if gone is stored_in:
            house_of_files.folder.rename(house_of_files.folder.with_name("unmounted"))
        for house in (app, web_app):
            house.extensions["storage"] = storage_of(gone)
        address = next(iter(before))
        answer = browser.get(address)
        assert answer.status_code == 503 and "Try again in a moment" in answer.get_data(as_text=True)
        assert browser.get(address, headers={"Accept": "application/json"}).json["message"].startswith("This file cannot be read just now")
        assert browser.get("/invoices/list/").status_code == 200, "all else works"
        send_run(run.id, by=admin)
        with pytest.raises(NeverEnds):
            world.run_jobs(rounds=1)
        waiting = session.scalars(select(OutboxMessage).where(OutboxMessage.job == "jobs.mail.deliver")).all()
        assert {(row.state.value, row.failures, row.last_error[:34]) for row in waiting} == {
            ("due", 1, "This file cannot be read just now,")
        }
        assert world.vendors.mails() == []
    if gone is stored_in:
        house_of_files.folder.with_name("unmounted").rename(house_of_files.folder)
    for house in (app, web_app):
        house.extensions["storage"] = house_of_files
    assert browser.get(address).get_data() == before[address]
    world.run_jobs()
    assert len(world.vendors.mails()) == 2, "each once"


def test_other_bytes_are_shown_to_nobody_and_mailed_to_nobody(house_of_files, run, admin, world, session, login):
    before = printed(session)
    files.follow()
    digest = session.scalars(select(Document.sha256).order_by(Document.id)).first()
    session.commit()
    overwrite(house_of_files, digest, b"%PDF-1.7 of somebody else")
    browser = login(FINANCE, locations=[run.location])
    answer = browser.get(next(iter(before)))
    said = answer.get_data(as_text=True)
    assert answer.status_code == 500 and "not as it was kept" in said
    assert not [word for word in (digest, house_of_files.place, "Traceback", "somebody else") if word in said]
    send_run(run.id, by=admin)
    world.run_jobs()
    assert len(world.vendors.mails()) == 1
    parked = session.scalars(select(OutboxMessage).where(OutboxMessage.state == "parked")).one()
    assert parked.job == "jobs.mail.deliver" and "not as it was kept" in parked.last_error
