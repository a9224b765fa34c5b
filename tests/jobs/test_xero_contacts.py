"""The customer in the books: made once, found again by our code, kept up to date by its id, never joined with another by name."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.actions.onboarding.onboard import PersonOnboarded
from app.actions.organisations.change import change_organisation
from app.models import OutboxMessage, XeroContact
from app.models.outbox import OutboxState
from app.work import transaction


@pytest.fixture
def acme(make, world):
    location = make.location()
    world.connect(location)
    return make.organisation(location, code="KLF-00001", name="Acme", invoice_email="pay@acme.example", vat_number="4123456789")


def brought_in(world, organisation):
    """What follows when somebody of the organisation is onboarded."""
    with transaction(by=SYSTEM) as work:
        work.emit(PersonOnboarded(1, organisation.id, organisation.location_id))
    world.run_jobs()


def in_the_books(world, name):
    return [each for each in world.vendors.held("Contacts") if each["Name"] == name]


def writes(world):
    return [call for call in world.vendors.calls("* */Contacts*") if call["method"] in ("PUT", "POST")]


def test_it_is_made_once_and_told_of_every_change(acme, world, session):
    for _twice in range(2):
        brought_in(world, acme)
    (made,) = in_the_books(world, "Acme")

    change_organisation(acme.id, name="Acme Holdings", invoice_email="new@acme.example; copy@acme.example", by=SYSTEM)
    change_organisation(acme.id, vat_number="", by=SYSTEM)
    world.run_jobs()

    (now,) = in_the_books(world, "Acme Holdings")
    assert (now["ContactID"], now["EmailAddress"], now.get("TaxNumber") or "") == (made["ContactID"], "new@acme.example", "")
    assert in_the_books(world, "Acme") == []


def test_to_and_fro_is_told_each_time(acme, world):
    brought_in(world, acme)
    for name in ("Beta", "Acme", "Beta"):
        change_organisation(acme.id, name=name, by=SYSTEM)
        world.run_jobs()
    assert len(in_the_books(world, "Beta")) == 1


def test_what_the_books_do_not_know_is_not_told(acme, world):
    brought_in(world, acme)
    before = len(writes(world))
    change_organisation(acme.id, address="2 Long Street", payment_days=30, by=SYSTEM)
    world.run_jobs()
    assert len(writes(world)) == before


@pytest.mark.parametrize("fault", ["cut_after", "cut_before", "500"])
def test_an_answer_that_was_lost_is_looked_up(acme, world, session, fault):
    world.vendors.fault(fault, "PUT */Contacts")
    brought_in(world, acme)
    (made,) = in_the_books(world, "Acme")
    assert session.scalars(select(XeroContact)).one().contact_id == made["ContactID"]

    world.vendors.fault(fault, "POST */Contacts/*")
    change_organisation(acme.id, name="Acme Holdings", by=SYSTEM)
    world.run_jobs()
    assert [each["ContactID"] for each in in_the_books(world, "Acme Holdings")] == [made["ContactID"]]


def test_another_customer_of_the_same_name_stays_another(acme, make, world, session):
    brought_in(world, acme)
    other = make.organisation(acme.location, code="KLF-00002", name="Acme")
    brought_in(world, other)
    assert len(in_the_books(world, "Acme")) == 1 and [row.organisation_id for row in session.scalars(select(XeroContact))] == [acme.id]
    told = session.scalars(select(OutboxMessage).where(OutboxMessage.state == OutboxState.PARKED)).one()
    assert "already assigned to another contact" in told.last_error
