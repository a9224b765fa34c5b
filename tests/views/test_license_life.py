"""The forms of a license's life say what they do before it is done, take a second click for the first, and tell of an old page."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from sqlalchemy import select, update

from app.access.actor import SYSTEM
from app.actions.licenses.end import end_license
from app.models import Adhoc, Invoice, License
from app.models.invoice import InvoiceStatus
from app.models.organisation import OrganisationStatus
from tests.queries.test_early_exit import committed, left
from tests.views.test_forms import Form, said_at


@pytest.fixture
def license(make):
    with time_machine.travel(dt.datetime(2026, 6, 16, 9, tzinfo=dt.UTC)):
        acme = make.organisation(name="Acme")
        yield make.license(acme, user_id=make.user("Member", organisation_id=acme.id).id)


def plain(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True).replace("\xa0", " ")))


def effect(browser, page, asked, **typed):
    form = Form(browser, page)
    form.address = asked
    return plain(form.send(**typed))


def test_another_price_says_what_it_will_bill(login, license, session):
    page, asked = f"/licenses/edit/{license.id}", f"/licenses/effect/edit/{license.id}"
    browser = login()
    assert asked in browser.get(page).get_data(as_text=True)
    assert "R 2 950.00 → R 1 000.00" in effect(browser, page, asked, custom_price_cents="1000", custom_price_reason="A friend")
    assert "Give the reason" in effect(browser, page, asked, custom_price_cents="1000")
    session.expire_all()
    assert session.get_one(License, license.id).custom_price_cents is None


@pytest.fixture
def left_early(make, admin, session):
    """Committed for 12 months, billed for June with 10 % off, and gone at its end: 295.00 are due."""
    license = committed(make, admin)
    session.execute(update(Invoice).values(status=InvoiceStatus.SENT))
    assert left(license, session, 30).net == 29500
    return license


def test_a_second_click_claims_the_discount_back_once(login, left_early, session):
    browser, page = login(), f"/licenses/claw-back/{left_early.id}"
    form = Form(browser, page)
    for _click in range(2):
        assert form.send(description="Commitment ended early", unit_price_cents="196.67").status_code == 302
    assert session.scalars(select(Adhoc.unit_price_cents)).all() == [19667]
    assert "The discount gave R 295.00, of which R 196.67 is charged back already." in plain(browser.get(page))
    assert 'value="98.33"' in browser.get(page).get_data(as_text=True)


def test_what_is_charged_back_is_not_proposed_again_and_who_saves_it_late_is_told(login, left_early, session):
    browser, page = login(), f"/licenses/claw-back/{left_early.id}"
    action = f"/licenses/action/claw_back/{left_early.id}"
    assert action in browser.get(f"/licenses/show/{left_early.id}").get_data(as_text=True)
    first, late = Form(browser, page), Form(browser, page)
    assert first.send(description="Left early", unit_price_cents="295.00").status_code == 302
    assert f"Nothing is left to charge back of {left_early.code}" in plain(late.send(description="Left early", unit_price_cents="295.00"))
    assert browser.get(page).location.endswith(f"/licenses/show/{left_early.id}")
    told = browser.get(f"/licenses/show/{left_early.id}")
    assert action not in told.get_data(as_text=True) and "Nothing is left to charge back" in plain(told)
    (charge,) = session.scalars(select(Adhoc)).all()
    assert f"/licenses/show/{left_early.id}" in browser.get(f"/adhocs/show/{charge.id}").get_data(as_text=True)


def test_a_new_license_says_what_it_will_bill(login, license, session):
    typed = {
        "organisation": license.organisation_id,
        "membership": license.membership_id,
        "space": license.space_id,
        "starts_on": "2026-06-21",
    }
    assert "R 2 950.00 → R 3 766.67" in effect(login(), "/licenses/add", "/licenses/effect/new", **typed)  # 2 450 x 10/30 more
    assert session.scalars(select(License)).all() == [license]


def test_a_move_to_another_organisation_says_both_invoices_and_leads_to_both_licenses(login, make, license):
    beta = make.organisation(license.location, name="Beta")
    typed = {"organisation": beta.id, "membership": license.membership_id, "space": license.space_id, "on": "2026-06-16"}
    browser, page = login(), f"/licenses/move/{license.id}"
    told = effect(browser, page, f"/licenses/effect/move/{license.id}", **typed)
    assert re.search(r"Acme, .*R 2 950.00 → R 1 475.00.*Beta, .*R 0.00 → R 1 475.00", told), told
    moved = Form(browser, page).send(**typed)
    new = plain(browser.get(moved.location))
    assert f"Goes on from {license.code} (Acme)" in new, new
    assert "Goes on as" in plain(browser.get(f"/licenses/show/{license.id}"))


def test_nothing_goes_out_while_the_organisation_is_inactive(login, license, session):
    license.organisation.status, license.organisation.status_by_hand = OrganisationStatus.INACTIVE, True
    session.commit()
    told = effect(login(), f"/licenses/end/{license.id}", f"/licenses/effect/end/{license.id}", on="2026-06-20")
    assert "Acme is inactive: nothing is invoiced" in told


def test_who_may_not_set_prices_is_not_asked_for_one(login, license, session):
    browser = login("Front desk", locations=[license.location])
    for page in (f"/licenses/edit/{license.id}", "/licenses/add"):
        assert "custom_price" not in (text := browser.get(page).get_data(as_text=True)) and "commitment_months" in text
    license.custom_price_cents, license.custom_price_reason = 100000, "A friend"
    session.commit()
    assert Form(browser, f"/licenses/edit/{license.id}").send(commitment_months="6").status_code == 302
    session.expire_all()
    assert (license.commitment_months, license.custom_price_cents, license.custom_price_reason) == (6, 100000, "A friend")


def test_a_pause_stands_on_the_page_and_in_the_form_that_ends_it(login, license, make):
    make.pause(license, dt.date(2026, 6, 10), dt.date(2026, 6, 25))
    browser = login()
    assert "Paused from 10 Jun 2026 until 25 Jun 2026." in plain(browser.get(f"/licenses/show/{license.id}"))
    page = browser.get(f"/licenses/resume/{license.id}").get_data(as_text=True)
    assert "Paused from 10 Jun 2026 until 25 Jun 2026." in page and 'value="2026-06-16"' in page


def test_a_move_begins_with_what_there_is_and_the_next_month(login, license):
    form = Form(login(), f"/licenses/move/{license.id}")
    assert (form.values["on"], form.values["membership"], form.values["space"]) == (
        "2026-07-01",
        str(license.membership_id),
        str(license.space_id),
    )


@pytest.mark.parametrize(
    ("verb", "typed"),
    [
        ("end", {"on": "2026-06-30"}),
        ("pause", {"starts_on": "2026-06-20"}),
        ("move", {"on": "2026-06-20"}),
        ("edit", {"commitment_months": "12"}),
    ],
)
def test_an_old_page_is_told_and_may_decide_again(login, license, session, verb, typed):
    typed = typed | ({"membership": license.membership_id, "space": license.space_id} if verb == "move" else {})
    form = Form(login(), f"/licenses/{verb}/{license.id}")
    end_license(license.id, on=dt.date(2026, 9, 30), by=SYSTEM)
    told = form.send(**typed)
    assert told.status_code == 200 and f"Foyer changed {license.code}" in plain(told)
    session.expire_all()
    assert (license.ends_on, license.commitment_months, license.pauses) == (dt.date(2026, 9, 30), None, [])
    form.values["version"] = re.search(r'name="version"[^>]*value="(\w+)"', told.get_data(as_text=True))[1]
    assert form.send(**typed).status_code == 302
    again = form.send(**typed)
    assert again.status_code == 302 or "changed" not in plain(again)


def test_ending_proposes_the_earliest_day_under_the_notice_and_a_sooner_one_needs_a_reason(login, license, session):
    license.membership.notice_months = 1
    session.commit()
    browser, page = login(), f"/licenses/end/{license.id}"
    form = Form(browser, page)
    assert form.values["on"] == "2026-07-31"
    assert "Notice of one month, given today, so earliest 31 Jul 2026." in plain(browser.get(page))
    assert "Desk" in (told := effect(browser, page, f"/licenses/effect/end/{license.id}", on="2026-06-20")) and "Give the reason" in told
    assert "R 2 950.00 → R 1 966.67" in effect(browser, page, f"/licenses/effect/end/{license.id}", on="2026-06-20", end_reason="Bankrupt")
    assert "earliest last day is 31 Jul 2026" in said_at(form.send(on="2026-06-20"), "end_reason")
    assert form.send(on="2026-06-20", end_reason="Bankrupt").status_code == 302
    shown = plain(browser.get(f"/licenses/show/{license.id}"))
    assert "Bankrupt" in shown
    assert Form(browser, page).values["on"] == "2026-06-20"


def test_a_commitment_is_renewed_from_the_day_after_it(login, make, session):
    """The form proposes it, and what was agreed until then stands on the page."""
    license = make.license(starts_on=dt.date(2025, 7, 1), commitment_months=12)
    browser, page = login(), f"/licenses/renew/{license.id}"
    asked = plain(browser.get(page))
    assert "The present one runs until 30 Jun 2026." in asked, asked
    assert f"/licenses/renew/{make.license().id}" not in browser.get("/licenses/list/").get_data(as_text=True)
    assert Form(browser, page).send().status_code == 302
    session.expire_all()
    assert (license.commitment_months, license.commitment_start, license.agreed_since) == (12, dt.date(2026, 7, 1), dt.date(2026, 7, 1))
    assert "Agreed like this since 1 Jul 2026" in plain(browser.get(f"/licenses/show/{license.id}"))
    assert "30 Jun 2026" in plain(browser.get("/license-agreements/list/"))


def test_the_day_from_which_a_price_holds_may_be_named(login, license, session):
    page = f"/licenses/edit/{license.id}"
    browser = login()
    refused = Form(browser, page).send(custom_price_cents="1000", custom_price_reason="A friend", agreed_from="2019-12-31")
    assert "nothing holds before that" in plain(refused)
    assert Form(browser, page).send(custom_price_cents="1000", custom_price_reason="A friend", agreed_from="2026-08-01").status_code == 302
    session.expire_all()
    assert (license.custom_price_cents, license.agreed_since) == (100000, dt.date(2026, 8, 1))


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
@pytest.mark.parametrize("verb", ["pause", "resume", "end", "move", "renew"])
def test_a_year_that_is_a_slip_of_the_pen_is_told_and_nothing_breaks(login, make, session, verb, day):
    """Neither when it is saved nor while it is typed: what it would do to the invoices of that year is not asked."""
    license = make.license(starts_on=dt.date(2025, 7, 1), commitment_months=12)
    typed = {"pause": {"starts_on": day}, "renew": {"on": day}, "move": {"on": day}}.get(verb, {"on": day})
    browser = login()
    assert "R 0.00 →" not in effect(browser, f"/licenses/{verb}/{license.id}", f"/licenses/effect/{verb}/{license.id}", **typed)
    answer = Form(browser, f"/licenses/{verb}/{license.id}").send(**typed)
    assert answer.status_code == 200, answer.status_code
    session.expire_all()
    assert (license.ends_on, license.commitment_start, license.pauses, license.agreements) == (None, None, [], [])
