"""Numbers that equal the lists they open, files that hold all of it, amounts as people type them."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re

import pytest

from app.access.roles import FINANCE, FRONT_DESK, NETWORK_ADMIN
from app.actions.charges.create_adhoc import create_adhoc
from app.core.clock import today
from app.core.errors import Refused
from app.core.money import LARGEST_CENTS
from app.web.fields import typed_cents
from tests.views.billing import JUNE, press, previewed, text_of
from tests.views.test_forms import Form

DAY = dt.timedelta(days=1)


def test_licenses_in_force_opens_those_that_it_counts(make, login):
    location = make.location()
    now = today("UTC")  # of whoever has no home
    for code, starts_on, ends_on in (
        ("RUNS", now - 30 * DAY, None), ("LAST-DAY", now - 30 * DAY, now), ("OVER", now - 30 * DAY, now - DAY), ("NOT-YET", now + DAY, None),
    ):  # fmt: skip
        make.license(make.organisation(location), code=code, starts_on=starts_on, ends_on=ends_on)
    finance = login(FRONT_DESK)
    home = finance.get("/").get_data(as_text=True)
    link, count = re.search(r'href="(/licenses/list/[^"]+)">(\d+)<', home).groups()
    page = text_of(finance.get(link.replace("&amp;", "&")))
    assert count == "2"
    assert "2 in all" in page
    assert "RUNS" in page
    assert "LAST-DAY" in page
    assert "OVER" not in page


def test_the_file_of_members_holds_their_home(make, login):
    home = make.location(name="Kloof")
    make.user(organisation=make.organisation(home), location_id=home.id, last_name="Abrahams")
    file = login(NETWORK_ADMIN).get("/members/export/").get_data(as_text=True)
    (row,) = csv.DictReader(io.StringIO(file))
    assert (row["Last name"], row["Home location"]) == ("Abrahams", "Kloof")


@pytest.mark.parametrize(
    ("text", "cents"),
    [("2950", 295000), ("2 950,00", 295000), ("2,950.00", 295000), ("2.950,00", 295000), ("12,950,000.50", 1295000050), ("−12.50", -1250), ("10000000000", LARGEST_CENTS)],
)  # fmt: skip
def test_an_amount_is_read_as_people_write_it(text, cents):
    assert typed_cents(text) == cents


@pytest.mark.parametrize("text", ["2,950", "2.950", "1,2,3", "1.234.5", "1 000 000 000 000", "9" * 40, "1e3"])
def test_what_could_be_two_amounts_is_none(text):
    with pytest.raises(ValueError):
        typed_cents(text)


def test_too_large_says_how_much_is_allowed(make, login):
    organisation = make.organisation()
    typed = {"organisation": organisation.id, "description": "Desk", "quantity": "1", "unit_price_cents": "99 999 999 999.00"}
    page = press(login(NETWORK_ADMIN), "/adhocs/add", "/adhocs/add", **typed)
    assert "This is too large: at most 10 000 000 000.00." in text_of(page)
    assert 'value="99 999 999 999.00"' in page.get_data(as_text=True)


def test_no_quantity_makes_an_amount_that_no_invoice_can_hold(make, admin):
    organisation = make.organisation()
    with pytest.raises(Refused, match=r"at most 10000000000\.00") as refused:
        create_adhoc(organisation_id=organisation.id, description="Desk", quantity=1000, unit_price_cents=LARGEST_CENTS, by=admin)
    assert refused.value.field == "quantity"


@pytest.mark.parametrize(
    ("address", "typed", "field", "words"),
    [
        ("/line-items/add", {"starts_on": "2026-13-01"}, "starts_on", "This is not a date. Choose one, or write it like 2026-06-30."),
        ("/taxes/add", {"percent": "a lot"}, "percent", "This is not a number. Write it like 12.5."),
        ("/memberships/add", {"included_primary": "two"}, "included_primary", "This is not a whole number."),
    ],
)
def test_nonsense_is_answered_in_our_words(login, address, typed, field, words):
    page = press(login(NETWORK_ADMIN), address, address, **typed).get_data(as_text=True)
    about = page.split(f'id="{field}-about"')[1].split("</div>")[0]
    assert words in about
    assert "Not a valid" not in page


def test_wide_lists_show_what_they_can_and_their_files_the_rest(make, login):
    make.discount("5", organisation_id=make.organisation(name="Acme").id)
    browser = login(NETWORK_ADMIN)
    assert "all its licenses" in text_of(browser.get("/discounts/list/"))
    assert browser.get("/discounts/list/?_oc_DiscountView=applies_to").status_code == 200
    (row,) = csv.DictReader(io.StringIO(browser.get("/discounts/export/").get_data(as_text=True)))
    assert {"License", "Membership", "Product", "Code"} <= row.keys()
    make.user(organisation=make.organisation(), phone="+27 83 524 6337")
    file = browser.get("/members/export/").get_data(as_text=True)
    assert ",+27 83 524 6337," in file
    assert ",yes" in file


def test_ways_to_pay_are_said_in_words(make, login):
    organisation = make.organisation(allowed_payments="eft; card; Barter")
    assert "Ways to pay bank transfer, card, Barter" in text_of(login(FINANCE).get(f"/organisations/show/{organisation.id}"))


def test_ways_to_pay_are_chosen_and_what_was_written_before_stays_until_another_is(make, login, session):
    organisation = make.organisation(allowed_payments="Barter")
    form = Form(login(NETWORK_ADMIN), f"/organisations/edit/{organisation.id}")
    assert form.values["allowed_payments"] == "Barter"
    form.send(name="Acme")
    session.expire_all()
    assert (organisation.name, organisation.allowed_payments) == ("Acme", "Barter")
    form.send(allowed_payments="eft; card")
    session.expire_all()
    assert organisation.allowed_payments == "eft; card"


def test_the_button_says_all_that_it_approves(make, admin, login):
    location = make.location()
    make.license(make.organisation(location))
    make.adhoc(make.organisation(location), date=JUNE.first, unit_price_cents=-10000)
    run = previewed(location, JUNE, admin)
    assert "Approve 1 invoice and 1 credit note" in text_of(login(FINANCE).get(f"/runs/{run.id}/approve"))
