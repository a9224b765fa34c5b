"""The public form as visitors and programs meet it, the quarantine, the forms' page, programs with a key, and the REST resource."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
import time_machine
from sqlalchemy import func, select

from app.access.roles import FRONT_DESK, SALES
from app.actions.lead_forms.keys import renew_hook_keys
from app.actions.leads.create import create_lead
from app.models import Enquiry, Lead, LeadForm
from app.rules.lead_hook import hook_signature
from tests.views.test_forms import Form, said_at

TYPED = {"name": "Thandi Nkosi", "email": "thandi@nkosi.example", "places": "2", "message": "A desk for two?"}
NOON = dt.datetime(2026, 6, 1, 10, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def form(make):
    return make.lead_form(
        make.location(code="KLF", name="Kloof"), slug="kloof", title="Ask for a desk", origins="https://www.kloof.example"
    )


@pytest.fixture
def visit(client, noon):
    """Opens the page, waits ten seconds, and sends it."""

    def send(*, address="/ask/kloof", wait=10, sender="192.0.2.1", **typed):
        page = client.get(address, environ_base={"REMOTE_ADDR": sender}).get_data(as_text=True)
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
        noon.shift(dt.timedelta(seconds=wait))
        return client.post(address, data=hidden | TYPED | typed, environ_base={"REMOTE_ADDR": sender})

    return send


def asked(session):
    return session.scalars(select(Enquiry).order_by(Enquiry.id)).all()


def test_a_visitor_asks_and_is_thanked_at_once(form, visit, session):
    answer = visit(address="/ask/kloof?embed=1&source=fair")
    assert answer.status_code == 200 and "Thank you" in answer.get_data(as_text=True)
    (row,) = asked(session)
    assert (row.name, row.places, row.source, row.state, row.sender) == ("Thandi Nkosi", 2, "fair", "received", "192.0.2.1")
    assert "Set-Cookie" not in answer.headers
    assert (
        "frame-ancestors 'self' https://www.kloof.example" in answer.headers["Content-Security-Policy"]
        and "X-Frame-Options" not in answer.headers
    )


def test_without_a_named_website_nobody_may_frame_it(make, client):
    make.lead_form(slug="bare")
    answer = client.get("/ask/bare")
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"] and answer.headers["X-Frame-Options"]


@pytest.mark.parametrize(("wait", "token"), [(1, None), (86401, None), (10, "1.abc")])
def test_what_came_too_fast_too_late_or_without_its_page_is_asked_to_send_again(form, visit, session, wait, token):
    answer = visit(wait=wait, **({"token": token} if token else {}))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "send it once more" in page and 'value="Thandi Nkosi"' in page
    assert asked(session) == []


def test_the_field_that_nobody_sees_is_counted_and_nothing_kept(form, visit, session):
    assert "Thank you" in visit(website="http://spam.example").get_data(as_text=True)
    session.expire_all()
    assert asked(session) == [] and session.get(LeadForm, form.id).caught == 1


def test_the_sixth_from_one_address_gets_a_plain_429(form, visit, session):
    for n in range(5):
        assert visit(email=f"n{n}@a.example").status_code == 200
    answer = visit(email="n6@a.example")
    assert answer.status_code == 429 and "several times already" in answer.get_data(as_text=True)
    assert len(asked(session)) == 5


def test_a_wrong_address_is_said_at_its_field(form, visit):
    assert "is not an e-mail address" in said_at(visit(email="nobody"), "email")


def test_the_visitor_chooses_where(make, visit, session):
    make.lead_form(slug="all", location_id=None)
    place = make.location(name="Rosebank")
    assert said_at(visit(address="/ask/all"), "location")
    assert visit(address="/ask/all", location=str(place.id)).status_code == 200
    assert [row.location_id for row in asked(session)] == [place.id]


def test_a_form_out_of_use_is_not_found_and_its_script_neither(form, client, session):
    assert "iframe" in client.get("/ask/kloof.js").get_data(as_text=True)
    form.is_active = False
    session.commit()
    assert client.get("/ask/kloof").status_code == client.get("/ask/kloof.js").status_code == client.get("/ask/nope").status_code == 404


def told(client, keys, body, *, at=NOON, secret=None, key=None):
    stamp, content = str(int(at.timestamp())), json.dumps(body).encode()
    signature = hook_signature((secret or keys.secret).encode(), stamp, content)
    return client.post(
        "/hooks/leads/kloof",
        data=content,
        headers={"X-Foyer-Key": key or keys.key, "X-Foyer-Timestamp": stamp, "X-Foyer-Signature": signature},
    )


def test_a_program_tells_of_a_lead_once(form, client, admin, session):
    keys = renew_hook_keys(form.id, by=admin)
    answers = [told(client, keys, {"id": "7", "name": "Sipho", "phone": "0825550101"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [202, 202] and answers[0].json == answers[1].json
    (row,) = asked(session)
    assert (row.name, row.origin) == ("Sipho", "integration")


@pytest.mark.parametrize(
    "wrong", [{"secret": "x"}, {"key": "fl_x"}, {"at": NOON - dt.timedelta(minutes=6)}, {"at": NOON + dt.timedelta(minutes=6)}]
)
def test_what_is_not_signed_is_not_even_read(form, client, admin, session, wrong):
    keys = renew_hook_keys(form.id, by=admin)
    assert told(client, keys, {"name": "Sipho", "phone": "1"}, **wrong).status_code == 401
    assert asked(session) == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "S", "email": "x"}, "email"),
        ({"email": "a@b.example"}, "name"),
        ({"name": "S", "pets": 1}, "pets"),
        ({"name": "S", "wanted_on": "soon"}, "wanted_on"),
    ],
)
def test_a_program_is_told_which_field_does_not_fit(form, client, admin, body, field):
    answer = told(client, renew_hook_keys(form.id, by=admin), body)
    assert (answer.status_code, answer.json["field"]) == (422, field)
    assert told(client, renew_hook_keys(form.id, by=admin), [1]).status_code == 422


def test_not_spam_makes_leads_of_several_at_once(make, form, login, session):
    rows = [make.enquiry(form.location, form=form) for _ in range(2)]
    seller = login(SALES, locations=[form.location])
    chosen = Form(seller, "/enquiries/list/")
    assert "More than two links (+2)" in seller.get(chosen.address).get_data(as_text=True)
    chosen.address = "/enquiries/action_post"
    assert chosen.send(action="rescue", rowid=[str(row.id) for row in rows]).status_code == 302
    session.expire_all()
    assert {row.state.value for row in asked(session)} == {"rescued"} and session.scalar(select(func.count()).select_from(Lead)) == 2


def test_the_forms_page_has_code_to_copy_and_keys_once(form, login, session):
    admin = login()
    page = admin.get(f"/lead-forms/embed/{form.id}").get_data(as_text=True)
    assert "/ask/kloof.js" in page and "iframe" in page and "There is no key yet" in page
    made = Form(admin, f"/lead-forms/show/{form.id}")
    made.address = f"/lead-forms/action/renew/{form.id}"
    keys = made.send().get_data(as_text=True)
    assert "fl_" in keys and "fl_" not in admin.get(f"/lead-forms/show/{form.id}").get_data(as_text=True)


def test_a_captcha_needs_its_keys_and_its_secret_is_not_shown(form, login, session):
    page = Form(login(), f"/lead-forms/edit/{form.id}")
    assert "needs its site key" in said_at(page.send(captcha="turnstile"), "site_key")
    page.send(captcha="turnstile", site_key="abc", secret="very-secret", hostnames="https://www.kloof.example/ask")
    session.expire_all()
    row = session.get(LeadForm, form.id)
    assert (row.hostnames, row.captcha, b"very-secret" in row.sealed_secret) == ("www.kloof.example", "turnstile", False)
    assert "very-secret" not in page.browser.get(f"/lead-forms/show/{form.id}").get_data(as_text=True)


@pytest.mark.parametrize("key", ["6LeIxAcTAAAAAJcZVRqyHh71UMIEGNQ_MXjiZKhI", "6LeIxAcTAAAAAGG-vFI1TnRWxMZNFuojJ4WifJWe"])
@pytest.mark.parametrize("field", ["site_key", "secret"])
def test_the_public_keys_for_tests_are_refused(form, login, field, key):
    """They let everybody pass (contracts section 7)."""
    told = {"captcha": "recaptcha_v2", "site_key": "abc", "secret": "very-secret", "hostnames": "www.kloof.example"} | {field: key}
    assert "lets everybody pass" in said_at(Form(login(), f"/lead-forms/edit/{form.id}").send(**told), "site_key")


def test_an_open_lead_is_warned_of_and_can_be_gone_past(form, admin, login, session):
    create_lead(location_id=form.location_id, name="Thandi", email=TYPED["email"], by=admin)
    desk = Form(login(FRONT_DESK, locations=[form.location]), "/leads/add")
    typed = {"name": "Thandi", "email": TYPED["email"], "location": str(form.location_id)}
    assert "open lead of this person" in said_at(desk.send(**typed), "anyway")
    assert desk.send(**typed, anyway="y").status_code == 302
    assert session.scalar(select(func.count()).select_from(Lead)) == 2


def test_figures_and_the_start_page_lead_to_what_waits(make, form, login):
    make.enquiry(form.location, form=form)
    seller = login(SALES, locations=[form.location])
    assert "1 enquiry waits in the quarantine" in seller.get("/").get_data(as_text=True)
    assert "begins at 5 points" in seller.get("/lead-figures/").get_data(as_text=True)


def test_each_figure_has_as_many_rows_as_its_list(make, form, login):
    """Neither those of long ago, nor, where a place is chosen, those of another."""
    other = make.location(name="Nile", zone="Africa/Cairo")
    for place, own, days in ((form.location, form, 0), (form.location, form, 89), (form.location, form, 200), (other, None, 1)):
        make.enquiry(place, received_at=NOON - dt.timedelta(days=days), **({"form": own} if own else {}))
    seller = login(SALES)
    for chosen, wanted in ((None, 3), (form.location_id, 2), (other.id, 1)):
        with seller.session_transaction() as kept:
            kept["location_id"] = chosen
        page = seller.get("/lead-figures/").get_data(as_text=True)
        assert re.search(rf">{wanted}<", page)
        hrefs = {each.replace("&amp;", "&") for each in re.findall(r'href="(/enquiries/list/\?[^"]*quarantined[^"]*)"', page)}
        counted = {href: int(re.search(r"(\d+) in all", seller.get(href).get_data(as_text=True))[1]) for href in hrefs}
        total = next(count for href, count in counted.items() if "_flt_0_form" not in href)
        assert (total, sum(count for href, count in counted.items() if "_flt_0_form" in href)) == (wanted, wanted)
