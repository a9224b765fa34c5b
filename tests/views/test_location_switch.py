"""The location switch: lists whose rows name no location themselves obey it too, and so do numbers about them; it hides nothing that is for every location."""

from __future__ import annotations

import datetime as dt

import pytest

from app.access.actor import SYSTEM
from app.access.at_place import AT_PLACE
from app.access.roles import LOCATION_MANAGER, MEMBER, NETWORK_ADMIN
from app.access.staff_scope import STAFF
from app.core import clock
from app.core.entity import db
from app.models import Announcement, DoorTag, Enquiry, Template
from app.models.enquiry import EnquiryState
from app.models.user import TeamRole
from app.queries.discounts_ending import discounts_ending
from app.queries.leads.figures import lead_figures
from tests.cards import kept_card
from tests.views.billing import instead, press, text_of


@pytest.fixture
def two(make):
    return make.location(name="Kloof"), make.location(name="Umhlanga")


@pytest.fixture
def rows(make, world, two):
    """At each of two places a guest, a discount, a card and a contact, named after it."""
    soon = clock.now().date() + dt.timedelta(days=3)
    for place in two:
        owner = make.organisation(place, name=f"{place.name} Ltd")
        kept_card(make, world, owner, name=f"Visa {place.name}")
        make.discount("5", organisation_id=owner.id, reason=f"Friend of {place.name}", ends_on=soon)
        guest = make.guest(name=f"Gail {place.name}", email=f"gail@{place.name.lower()}.example")
        make.check_in(guest, place)
        make.lead(place, make.contact(f"Con {place.name}", email=f"con@{place.name.lower()}.example"))
    make.discount("7", product_id=make.product().id, reason="For everybody", ends_on=soon)
    make.discount("9", product_id=make.product(two[1]).id, reason="Umhlanga shop", ends_on=soon)


ADDRESSES = {"/guests/list/": "Gail", "/discounts/list/": "Friend of", "/kept-cards/list/": "Visa", "/contacts/list/": "Con"}


def test_lists_through_visits_and_organisations_obey_the_switch(rows, two, login):
    browser = login()
    for address, word in ADDRESSES.items():
        page = text_of(browser.get(address))
        assert f"{word} Kloof" in page and f"{word} Umhlanga" in page, address
    press(browser, "/location", "/profile/edit", location=two[0].id)
    for address, word in ADDRESSES.items():
        page = text_of(browser.get(address))
        assert f"{word} Kloof" in page and f"{word} Umhlanga" not in page, address
    assert "For everybody" in text_of(browser.get("/discounts/list/")) and "Umhlanga shop" not in text_of(browser.get("/discounts/list/"))
    for address in ("/guests/export/", "/contacts/export/"):
        told = browser.get(address).get_data(as_text=True)
        assert "Kloof" in told and "Umhlanga" not in told, address


def test_what_the_switch_leaves_is_never_more_than_the_scope_lets_staff_see(rows, two, make, session):
    """But for discounts on a product, which nobody alone at a place sees."""
    for model, rule in AT_PLACE.items():
        for place in two:
            seen = set(session.scalars(db.select(model.id).where(STAFF[model](frozenset({place.id})))))
            assert seen <= set(session.scalars(db.select(model.id).where(rule(place.id)))), model


def test_the_start_page_counts_the_discounts_of_the_chosen_place(rows, two, login):
    today = clock.now().date()
    assert discounts_ending(db.session(), today, by=SYSTEM) == 4
    assert [discounts_ending(db.session(), today, by=SYSTEM, location_id=each.id) for each in two] == [2, 3]
    browser = login()
    assert "4 discounts end within 30 days" in text_of(browser.get("/"))
    press(browser, "/location", "/profile/edit", location=two[0].id)
    assert "2 discounts end within 30 days" in text_of(browser.get("/"))


def test_figures_of_forms_are_those_of_the_chosen_place(make, two, login, session):
    here, there, both = (
        make.lead_form(two[0], title="Form here"),
        make.lead_form(two[1], title="Form there"),
        make.lead_form(None, title="Form of all", location_id=None),
    )
    make.enquiry(two[0], form=here)
    make.enquiry(two[1], form=there)
    make.enquiry(two[1], form=both)
    assert (
        lead_figures(session, since=clock.now().date() - dt.timedelta(days=90), by=SYSTEM).total[EnquiryState.QUARANTINED]
        == session.query(Enquiry).count()
        == 3
    )
    browser = login()
    press(browser, "/location", "/profile/edit", location=two[0].id)
    page = text_of(browser.get("/lead-figures/"))
    assert "Form here" in page and "Form of all" in page and "Form there" not in page
    assert (
        lead_figures(session, since=clock.now().date() - dt.timedelta(days=90), by=SYSTEM, location_id=two[0].id).total[
            EnquiryState.QUARANTINED
        ]
        == 1
    )


EVERYWHERE = {
    "/products/list/": "Mug",
    "/templates/list/": "Offer",
    "/saved-answers/list/": "Sorry",
    "/announcements/list/": "Braai",
    "/lead-forms/list/": "Tour",
    "/tracks/list/": "Way in",
    "/fobs/list/": "04A1",
}


def test_rows_for_every_location_stay_wherever_the_switch_stands(make, two, login, session):
    for place, name in ((two[0], "Kloof"), (two[1], "Umhlanga"), (None, "of all")):
        at = place.id if place else None
        make.product(place, name=f"Mug {name}")
        make.saved_answer(place, name=f"Sorry {name}")
        make.lead_form(place, title=f"Tour {name}", location_id=at)
        make.track(place, name=f"Way in {name}")
        session.add(Template(kind="proposal", name=f"Offer {name}", subject="S", body="B", location_id=at))
        session.add(
            Announcement(
                location_id=at, title=f"Braai {name}", body="On the roof.", starts_on=clock.now().date(), ends_on=clock.now().date()
            )
        )
        session.add(DoorTag(number=f"04A1 {name}", external_id=name, location_id=at))
    session.commit()
    browser = login()
    press(browser, "/location", "/profile/edit", location=two[0].id)
    for address, word in EVERYWHERE.items():
        page = text_of(browser.get(address))
        assert f"{word} Kloof" in page and f"{word} of all" in page and f"{word} Umhlanga" not in page, (address, page)


def test_a_member_without_a_home_is_where_the_organisation_is(make, two, login, client):
    acme = make.organisation(two[0], name="Acme")
    make.user(MEMBER, organisation_id=acme.id, location_id=None, last_name="Nohome", team_role=TeamRole.OWNER)
    make.user(MEMBER, organisation_id=make.organisation(two[1]).id, location_id=None, last_name="Elsewhere")
    manager = login(LOCATION_MANAGER, locations=[two[0]])
    assert "Nohome" in text_of(manager.get("/members/list/"))
    browser = instead(login, client, NETWORK_ADMIN)
    press(browser, "/location", "/profile/edit", location=two[0].id)
    page = text_of(browser.get("/members/list/"))
    assert "Nohome" in page and "Elsewhere" not in page
    assert "People 1 " in text_of(browser.get(f"/organisations/show/{acme.id}"))
    press(browser, "/location", "/profile/edit", location=two[1].id)
    assert "Nohome" not in text_of(browser.get("/members/list/"))
