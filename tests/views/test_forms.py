"""Forms keep what was typed, put refusals at their field, and do what their verb says."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from sqlalchemy import select

from app.models import Adhoc, Discount, FoyerUser, License, LicensePause, Location, Membership, Organisation, Setting
from app.models.invoice import InvoiceStatus


class Form:
    """A form of a page, filled in and sent as a browser does it."""

    def __init__(self, browser, address):
        self.browser, self.address = browser, address
        page = browser.get(address)
        assert page.status_code == 200, (address, page.status_code)
        text = page.get_data(as_text=True)
        main = text.split("<main", 1)[1]
        inputs = re.findall(r"<input[^>]*>", main)
        chosen = [each for each in inputs if "checkbox" not in each or "checked" in each]
        self.values = {found[1]: found[2] for each in chosen if (found := re.search(r'name="(\w+)".*value="([^"]*)"', each))}
        for name, options in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', main, flags=re.S):
            for option in re.findall(r"<option[^>]*selected[^>]*>", options):
                self.values[name] = re.search(r'value="([^"]*)"', option)[1]

    def send(self, **typed):
        values = {name: value for name, value in self.values.items() if name not in typed} | typed
        return self.browser.post(self.address, data={name: value for name, value in values.items() if value is not None})


def said_at(page, field):
    """The refusals shown at a field."""
    found = re.search(rf'id="{field}-about">(.*?)(<small|</div>\s*</div>)', page.get_data(as_text=True), flags=re.S)
    return re.sub(r"<[^>]+>", " ", found[1]).strip() if found else ""


@pytest.fixture
def admin_browser(login):
    return login()


def test_a_license_from_the_form(admin_browser, make, session):
    location = make.location(code="KLF")
    organisation, membership, space = make.organisation(location), make.membership(location), make.space(location)
    typed = {"organisation": organisation.id, "membership": membership.id, "space": space.id, "starts_on": "2026-06-12"}
    answer = Form(admin_browser, "/licenses/add").send(**typed, custom_price_cents="1 999,50", custom_price_reason="Founders")
    assert answer.status_code == 302, said_at(answer, "starts_on")
    license = session.scalars(select(License)).one()
    assert answer.location.endswith(f"/licenses/show/{license.id}")
    assert license.code.startswith("KLF-L")
    assert (license.starts_on, license.custom_price_cents) == (dt.date(2026, 6, 12), 199950)


def test_a_refusal_keeps_what_was_typed_and_names_the_field(admin_browser, make):
    location = make.location()
    organisation, membership = make.organisation(location), make.membership(location)
    elsewhere = make.space()
    typed = {"organisation": organisation.id, "membership": membership.id, "space": elsewhere.id, "starts_on": "2026-06-12"}
    answer = Form(admin_browser, "/licenses/add").send(**typed, custom_price_cents="abc")
    assert answer.status_code == 200
    assert "not an amount" in said_at(answer, "custom_price_cents")
    assert 'value="abc"' in answer.get_data(as_text=True)

    answer = Form(admin_browser, "/licenses/add").send(**typed)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "another location" in said_at(answer, "space")
    assert 'value="2026-06-12"' in page
    assert organisation.name in page


def test_verbs_of_a_license(admin_browser, make, session):
    license = make.license()
    assert Form(admin_browser, f"/licenses/pause/{license.id}").send(starts_on="2026-06-10", ends_on="2026-06-20").status_code == 302
    again = Form(admin_browser, f"/licenses/pause/{license.id}").send(starts_on="2026-06-15")
    assert "already paused" in said_at(again, "starts_on")
    assert Form(admin_browser, f"/licenses/resume/{license.id}").send(on="2026-06-15").status_code == 302
    pause = session.scalars(select(LicensePause)).one()
    assert pause.ends_on == dt.date(2026, 6, 14)
    assert Form(admin_browser, f"/licenses/end/{license.id}").send(on="2026-09-30").status_code == 302
    answer = Form(admin_browser, f"/licenses/end/{license.id}").send(on="")
    assert "It has no last day: it runs on." in admin_browser.get(answer.location).get_data(as_text=True)
    assert Form(admin_browser, f"/licenses/end/{license.id}").send(on="2026-09-30").status_code == 302
    target = make.membership(license.location)
    moved = Form(admin_browser, f"/licenses/move/{license.id}").send(on="2026-08-01", membership=target.id, space=license.space_id)
    assert moved.status_code == 302
    new = session.scalars(select(License).where(License.replaces_id == license.id)).one()
    assert moved.location.endswith(f"/licenses/show/{new.id}")
    assert (new.membership_id, new.ends_on) == (target.id, dt.date(2026, 9, 30))


def test_the_buttons_of_a_license_lead_to_its_verbs(admin_browser, make):
    license = make.license()
    assert str(license.membership) in admin_browser.get(f"/licenses/move/{license.id}").get_data(as_text=True)
    page = admin_browser.get(f"/licenses/show/{license.id}").get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    for verb in ("pause", "end", "move"):
        assert f"/licenses/action/{verb}/{license.id}" in page
        answer = admin_browser.post(f"/licenses/action/{verb}/{license.id}", data={"csrf_token": token})
        assert answer.location.endswith(f"/licenses/{verb}/{license.id}")
    assert f"/licenses/action/resume/{license.id}" not in page
    assert f"/licenses/action/claw_back/{license.id}" not in page


def test_a_locked_license_says_so_on_its_form(admin_browser, make):
    license = make.license(membership=make.membership(make.location(name="Kloof")))
    make.invoice(license.organisation, status=InvoiceStatus.LOCKED)
    answer = Form(admin_browser, f"/licenses/end/{license.id}").send(on="2026-09-30")
    assert answer.status_code == 200
    assert "June run is locked while invoices go out" in answer.get_data(as_text=True)


def test_the_lines_that_a_license_adds(admin_browser, make):
    license = make.license(starts_on=dt.date(2031, 6, 12))
    page = admin_browser.get(f"/licenses/priced/{license.id}").get_data(as_text=True)
    assert "12–30 Jun 2031" in page
    assert "2 950.00 × 19 of 30 days = 1 868.33" in page


def test_a_membership_comes_with_its_price(admin_browser, make, session):
    location = make.location()
    form = Form(admin_browser, "/memberships/add")
    assert "This is needed" in said_at(form.send(location=location.id, name="Hot desk"), "primary_cents")
    assert form.send(location=location.id, name="Hot desk", primary_cents="2950", extra_cents="2450.00").status_code == 302
    membership = session.scalars(select(Membership)).one()
    assert [(price.primary_cents, price.extra_cents, price.valid_from) for price in membership.prices] == [(295000, 245000, None)]
    assert Form(admin_browser, "/membership-prices/add").send(
        membership=membership.id, valid_from="2026-08-01", primary_cents="3100", extra_cents="2600"
    ).status_code == 302  # fmt: skip


def test_an_organisation_and_its_people(admin_browser, make, session):
    location = make.location(code="RSB")
    wrong = Form(admin_browser, "/organisations/add").send(name="Acme", location=location.id, invoice_email="not an address")
    assert "is not an e-mail address" in said_at(wrong, "invoice_email")
    made = Form(admin_browser, "/organisations/add").send(name="Acme", location=location.id, invoice_email="Pay@Acme.example; b@c.example")
    assert made.status_code == 302
    organisation = session.scalars(select(Organisation)).one()
    assert (organisation.currency, organisation.code[:4], organisation.invoice_email) == ("ZAR", "RSB-", "Pay@acme.example; b@c.example")
    person = {"first_name": "Ann", "last_name": "Acme", "email": "ann@acme.example"}
    assert (
        Form(admin_browser, f"/members/add?_flt_0_organisation={organisation.id}").send(**person, organisation=organisation.id).status_code
        == 302
    )
    ann = session.scalars(select(FoyerUser).where(FoyerUser.email == "ann@acme.example")).one()
    assert [role.name for role in ann.roles] == ["Member"]
    again = Form(admin_browser, "/members/add").send(**person | {"email": "ANN@acme.example"}, organisation=organisation.id)
    assert "already" in said_at(again, "email")


def test_a_charge_takes_the_organisations_home(admin_browser, make, session):
    organisation = make.organisation()
    answer = Form(admin_browser, "/adhocs/add").send(
        organisation=organisation.id, description="Day pass", quantity="2", unit_price_cents="-250.00", date=""
    )
    assert answer.status_code == 302, answer.get_data(as_text=True)
    charge = session.scalars(select(Adhoc)).one()
    assert (charge.location_id, charge.unit_price_cents) == (organisation.location_id, -25000)
    answer = Form(admin_browser, "/adhocs/add").send(
        organisation=organisation.id, description="Day pass", quantity="0", unit_price_cents="1"
    )
    assert "more than 0" in said_at(answer, "quantity")


def test_a_second_click_makes_no_second_charge(admin_browser, make, session):
    form, organisation = Form(admin_browser, "/adhocs/add"), make.organisation()
    typed = {"organisation": organisation.id, "description": "Day pass", "quantity": "1", "unit_price_cents": "250.00"}
    assert [form.send(**typed).status_code for _click in range(2)] == [302, 302]
    assert session.query(Adhoc).count() == 1
    form.send(**typed | {"description": "Another day pass"})
    Form(admin_browser, "/adhocs/add").send(**typed)
    assert session.query(Adhoc).count() == 3, "a page that says something else, and one that was opened anew"


def test_a_second_click_gives_no_second_discount_and_no_second_license(admin_browser, make, session):
    """Ten percent twice are nineteen; two licenses are billed twice."""
    organisation, membership = make.organisation(), make.membership(make.location())
    space = make.space(membership.location)
    for address, model, typed in (
        ("/discounts/add", Discount, {"percent": "10", "reason": "A friend", "organisation": organisation.id}),
        (
            "/licenses/add",
            License,
            {"organisation": organisation.id, "membership": membership.id, "space": space.id, "starts_on": "2026-07-01"},
        ),
    ):
        form = Form(admin_browser, address)
        first, second = (form.send(**typed) for _click in range(2))
        assert first.status_code == 302, first.get_data(as_text=True)
        assert (second.status_code, second.location) == (302, first.location)
        assert session.query(model).count() == 1


def test_a_discount_says_what_it_is_for(admin_browser, make, session):
    nothing = Form(admin_browser, "/discounts/add").send(percent="5", reason="A friend")
    assert "Say what the discount applies to" in said_at(nothing, "organisation")
    organisation = make.organisation()
    assert Form(admin_browser, "/discounts/add").send(percent="5", reason="A friend", organisation=organisation.id).status_code == 302
    assert session.scalars(select(Discount)).one().granted_by.startswith("Pat")


def test_a_location_has_a_real_zone_and_one_headquarters(admin_browser, make, session):
    make.location(is_headquarters=True)
    typed = {
        "name": "New",
        "code": "NEW",
        "country": "ZA",
        "currency": "zar",
        "invoice_prefix": "NEW",
        "mail_mode": "normal",
        "proration": "actual",
        "language": "en",
    }
    form = Form(admin_browser, "/locations/add")
    assert "is not a time zone" in said_at(form.send(**typed, zone="Mars/Base"), "zone")
    assert "already the headquarters" in said_at(form.send(**typed, zone="Africa/Johannesburg", is_headquarters="y"), "is_headquarters")
    assert form.send(**typed, zone="Africa/Johannesburg").status_code == 302
    assert session.scalars(select(Location).where(Location.code == "NEW")).one().currency == "ZAR"


def test_a_setting_is_kept(admin_browser, session):
    form = Form(admin_browser, "/settings/")
    assert form.send(pricing__discount_mode="best_of", vat__rate_date="invoice_date").status_code == 302
    assert session.scalars(select(Setting)).one().value == "best_of"
    assert 'selected value="best_of"' in admin_browser.get("/settings/").get_data(as_text=True)


def test_bulk_verbs_tell_who_refused(admin_browser, make):
    running, idle = make.license().organisation, make.organisation(name="Idle")
    page = admin_browser.get("/organisations/list/").get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    answer = admin_browser.post(
        "/organisations/action_post",
        data={"csrf_token": token, "action": "offboard", "rowid": [running.id, idle.id]},
        follow_redirects=True,
    ).get_data(as_text=True)
    assert "1 off-boarded." in answer
    assert "still runs" in answer


@pytest.fixture
def running(make):
    with time_machine.travel(dt.datetime(2026, 6, 16, 9, tzinfo=dt.UTC)):
        yield make.license()


def effect_on(browser, license, verb, **typed):
    form = Form(browser, f"/licenses/{verb}/{license.id}")
    form.address = f"/licenses/effect/{verb}/{license.id}"
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", form.send(**typed).get_data(as_text=True).replace("\xa0", " ")))


@pytest.mark.parametrize(
    ("verb", "typed", "expected"),
    [
        ("pause", {"starts_on": "2026-06-21"}, "R 2 950.00 → R 1 966.67"),
        ("end", {"on": "2026-06-20"}, "R 2 950.00 → R 1 966.67"),
        ("end", {"on": "2026-12-31"}, "stays as it is: R 2 950.00"),
        ("end", {"on": "2025-01-01"}, "cannot end before"),
        ("pause", {}, "Fill in the form"),
        ("resume", {"on": "2026-06-20"}, "is not paused"),
    ],
)
def test_a_verb_says_first_what_it_will_do_to_the_next_invoice(running, admin_browser, session, verb, typed, expected):
    assert expected in effect_on(admin_browser, running, verb, **typed)
    session.expire_all()
    assert session.get_one(License, running.id).ends_on is None
    assert session.scalars(select(LicensePause)).all() == []


def test_a_move_says_what_goes_and_what_comes(running, admin_browser, make):
    target = make.membership(running.location, primary=450000)
    told = effect_on(admin_browser, running, "move", on="2026-06-16", membership=target.id, space=running.space_id)
    assert "R 2 950.00 → R 3 725.00" in told, told
