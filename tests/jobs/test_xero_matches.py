"""What Xero has already is found and linked by a person, before the first push makes it a second time."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.actions.xero.choose_items import choose_items
from app.actions.xero.match import link_contacts, want_matches
from app.core.errors import Refused
from app.integrations.xero import ContactForXero, ItemForXero
from app.models import XeroContact, XeroMatch
from app.queries.xero_matches import items, unmatched


@pytest.fixture
def location(make, world):
    location = make.location()
    world.connect(location)
    return location


@pytest.fixture
def acme(make, location, world):
    """A customer whom the accountant has under another number, and one whom Xero does not know."""
    make.organisation(location, code="KLF-2", name="Beta")
    books = world.vendors.connection().books()
    books.create_contacts([ContactForXero("OLD-7", "Acme Limited", "pay@acme.example")], key="c")[0]
    books.create_contacts([ContactForXero("OLD-8", "Somebody else")], key="c2")[0]
    return make.organisation(location, code="KLF-1", name="Acme (Pty) Ltd", invoice_email="pay@acme.example")


def looked(world, location):
    want_matches(location.xero_connection_id, by=SYSTEM)
    world.run_jobs()


def test_a_contact_that_is_there_is_linked_and_bears_our_number(acme, location, world, session):
    looked(world, location)
    first, second = unmatched(session, location.xero_connection_id, by=SYSTEM)
    ((match,), none) = first.found, second.found
    assert (first.organisation.code, match.name, match.why, none) == ("KLF-1", "Acme Limited", "email", ())

    link_contacts(location.xero_connection_id, {acme.id: match.xero_id}, by=SYSTEM)
    world.run_jobs()

    assert session.scalars(select(XeroContact.contact_id)).all() == [match.xero_id]
    assert {one["ContactNumber"] for one in world.vendors.held("Contacts")} == {"KLF-1", "OLD-8"}
    assert [each.organisation.name for each in unmatched(session, location.xero_connection_id, by=SYSTEM)] == ["Beta"]


def test_an_answer_that_was_lost_is_asked_for_again(acme, location, world, session):
    looked(world, location)
    (first, _second) = unmatched(session, location.xero_connection_id, by=SYSTEM)
    world.vendors.fault("cut_after", "POST */Contacts/*")
    link_contacts(location.xero_connection_id, {acme.id: first.found[0].xero_id}, by=SYSTEM)
    world.run_jobs()
    assert world.open_jobs() == []
    assert {one["ContactNumber"] for one in world.vendors.held("Contacts")} == {"KLF-1", "OLD-8"}


def test_one_contact_stands_for_one_customer(acme, location, make, world, session):
    make.organisation(location, name="Acme", invoice_email="pay@acme.example")
    looked(world, location)
    same, other, _beta = unmatched(session, location.xero_connection_id, by=SYSTEM)
    chosen = {each.organisation.id: each.found[0].xero_id for each in (same, other)}
    with pytest.raises(Refused, match="stands for one customer"):
        link_contacts(location.xero_connection_id, chosen, by=SYSTEM)
    with pytest.raises(Refused, match="was not found for"):
        link_contacts(location.xero_connection_id, {acme.id: "made-up"}, by=SYSTEM)
    assert session.scalars(select(XeroContact)).all() == []


def test_items_there_are_shown_beside_ours_and_can_be_taken(location, make, world, session):
    desk = make.membership(location, name="Hot desk", xero_item_code="HOT")
    world.vendors.connection().books().ensure_items([ItemForXero("200-HOT", "Hot desks")], key="i")
    looked(world, location)
    (row,) = items(session, location.xero_connection_id, by=SYSTEM)
    assert (row.thing, row.there) == (desk, None)
    with pytest.raises(Refused, match="no item NONE"):
        choose_items(location.xero_connection_id, memberships={desk.id: "NONE"}, products={}, by=SYSTEM)

    choose_items(location.xero_connection_id, memberships={desk.id: "200-HOT"}, products={}, by=SYSTEM)

    assert [each.there for each in items(session, location.xero_connection_id, by=SYSTEM)] == ["Hot desks"]


def test_on_the_page(acme, location, world, session, login):
    page = f"/xero/{location.xero_connection_id}/match"
    finance = login("Finance")
    told = finance.get(page).get_data(as_text=True)
    assert "Not looked for yet" in told and "Look in Xero" in told
    token = told.split('name="csrf_token" value="')[1].split('"')[0]
    finance.post(f"/xero/{location.xero_connection_id}/look", data={"csrf_token": token})
    assert "looks through Xero…" in finance.get(page).get_data(as_text=True)
    world.run_jobs()
    assert "Acme Limited (same mail address)" in finance.get(page).get_data(as_text=True)
    match = session.scalars(select(XeroMatch).where(XeroMatch.organisation_id == acme.id)).one()
    finance.post(
        f"/xero/{location.xero_connection_id}/contacts",
        data={"csrf_token": token, f"organisation-{acme.id}": match.xero_id, "organisation-x": "1"},
    )
    assert session.scalars(select(XeroContact.organisation_id)).all() == [acme.id]
