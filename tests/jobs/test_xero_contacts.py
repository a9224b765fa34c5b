"""The customer in the books: made once, found again by our code, kept up to date by its id, never joined with another by name."""

from __future__ import annotations

import contextlib

import pytest
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.access.roles import FINANCE, FRONT_DESK
from app.actions.onboarding.onboard import PersonOnboarded
from app.actions.organisations.change import change_organisation
from app.actions.organisations.retry_contact import retry_contact
from app.core.errors import Forbidden, Missing, Refused
from app.models import AuditEvent, XeroContact
from app.queries.contact_steps import contact_steps
from app.work import transaction
from tests.world import NeverEnds


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


@pytest.fixture
def refused(acme, make, world):
    """A second customer of that name, whom Xero will not have."""
    brought_in(world, acme)
    other = make.organisation(acme.location, code="KLF-00002", name="Acme")
    brought_in(world, other)
    return other


def test_another_customer_of_the_same_name_stays_another(acme, refused, world, session):
    assert len(in_the_books(world, "Acme")) == 1 and [row.organisation_id for row in session.scalars(select(XeroContact))] == [acme.id]
    (step,) = contact_steps(session, refused)
    assert (step.books, step.state) == ("Foyer Demo ZA", "failed") and "already assigned to another contact" in step.reason
    assert [each.state for each in contact_steps(session, acme)] == ["granted"]


def test_what_was_refused_is_tried_again_when_the_name_changes(refused, world, session):
    change_organisation(refused.id, name="Acme Two", by=SYSTEM)
    assert [each.state for each in contact_steps(session, refused)] == ["wanted"]
    world.run_jobs()
    assert [each.state for each in contact_steps(session, refused)] == ["granted"]
    assert len(in_the_books(world, "Acme Two")) == 1


def test_staff_of_the_place_try_again_and_nobody_else(refused, make, world, session):
    for actor, error in ((make.manager(make.location()), Missing), (make.actor(FINANCE), Forbidden)):
        with pytest.raises(error):
            retry_contact(refused.id, by=actor)
    world.vendors.reset()  # the other one is gone from the books
    retry_contact(refused.id, by=make.actor(FRONT_DESK, at=[refused.location]))
    event = session.scalars(select(AuditEvent).where(AuditEvent.verb == "retry")).one()
    assert (event.noun, event.noun_id) == ("organisation", refused.id)
    with pytest.raises(Refused, match="refused nothing"):
        retry_contact(refused.id, by=SYSTEM)


def test_a_change_that_xero_refuses_is_told_on_the_page_with_a_button(acme, refused, world, login, session):
    change_organisation(refused.id, name="Acme Two", by=SYSTEM)
    world.run_jobs()
    change_organisation(refused.id, name="Acme", by=SYSTEM)
    world.run_jobs()
    desk = login("Front desk", locations=[acme.location])
    assert f"/organisation-steps/{refused.id}" in desk.get(f"/organisations/show/{refused.id}").get_data(as_text=True)
    told = desk.get(f"/organisation-steps/{refused.id}").get_data(as_text=True)
    assert "already assigned to another contact" in told and "Failed" in told
    token = told.split('name="csrf_token" value="')[1].split('"')[0]
    assert desk.post(f"/organisation-steps/retry/{refused.id}", data={"csrf_token": token}).status_code == 302
    assert [each.state for each in contact_steps(session, refused)] == ["wanted"]


def test_the_page_of_another_place_is_not_there(refused, make, login):
    assert login("Front desk", locations=[make.location()]).get(f"/organisation-steps/{refused.id}").status_code == 404


def test_while_xero_is_away_the_page_says_that_it_is_tried_again(acme, world, session):
    world.vendors.fault("500", "* */Contacts*", times=9)
    with transaction(by=SYSTEM) as work:
        work.emit(PersonOnboarded(1, acme.id, acme.location_id))
    with contextlib.suppress(NeverEnds):
        world.run_jobs(rounds=1)
    (step,) = contact_steps(session, acme)
    assert step.state == "working" and step.reason


def test_without_books_there_is_no_step(make, session):
    assert contact_steps(session, make.organisation()) == []


@pytest.mark.parametrize(("kept", "told"), [("łukasz@acme.example", ""), ("pay@faß.de", "pay@xn--fa-hia.de")])
def test_an_address_from_before_that_xero_would_not_take_does_not_keep_a_customer_out(acme, world, session, kept, told):
    acme.invoice_email = kept
    session.commit()
    brought_in(world, acme)
    (made,) = in_the_books(world, "Acme")
    assert (made.get("EmailAddress") or "") == told
