"""The contact page as its roles see it: what happened, what to do, merging, and the link that stops mails."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from sqlalchemy import select

from app.access.roles import FINANCE, FRONT_DESK, LOCATION_MANAGER, SALES
from app.access.unsubscribe_links import unsubscribe_link
from app.models import Activity, Contact
from app.models.activity import ActivityKind, ActivityStatus
from tests.views.test_availability import words
from tests.views.test_forms import Form, said_at

NOW = dt.datetime(2026, 6, 1, 9, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def lead(make):
    return make.lead(
        make.location(name="Kloof"),
        make.contact("Ann Ndlovu", email="ann@acme.example", company="Acme", phone="082 123 4567"),
        message="Six desks, please",
    )


def test_comment_call_and_visit_from_the_page(lead, login, session):
    browser = login(SALES, locations=[lead.location])
    page = f"/contacts/show/{lead.contact_id}"
    story = f"/story/contact/{lead.contact_id}"
    assert "Nothing has happened yet." in words_of(browser.get(story)) and "Six desks" in words(browser.get(page))
    token = Form(browser, page).values["csrf_token"]
    assert browser.post(f"/story/lead/{lead.id}/comment", data={"csrf_token": token, "text": "Knows Ben."}).location.endswith(
        f"/leads/show/{lead.id}#story"
    )
    assert Form(browser, f"/contacts/log/{lead.contact_id}?kind=call").send(text="Calls back", at="2026-06-01T10:30").status_code == 302
    call = session.scalars(select(Activity).where(Activity.kind == ActivityKind.CALL)).one()
    assert call.at == dt.datetime(2026, 6, 1, 8, 30, tzinfo=dt.UTC) and call.lead_id == lead.id, "told on the wall of the location"
    plan = Form(browser, f"/contacts/plan/{lead.contact_id}")
    refused = plan.send(day="2026-05-01", starts_at="09:00", subject="Tour")
    assert "to come" in said_at(refused, "starts_at") and 'value="Tour"' in refused.get_data(as_text=True)
    for _click in range(2):  # the second makes no second meeting, and no second invitation
        assert plan.send(day="2026-06-03", starts_at="09:00", subject="Tour").status_code == 302
    told = words_of(browser.get(story))
    assert "Knows Ben." in told and "Calls back" in told and "Tour" in told and "It was held" in told
    only = words_of(browser.get(f"{story}?group=calls"))
    assert "Calls back" in only and "Knows Ben." not in only
    meeting = session.scalars(select(Activity).where(Activity.kind == ActivityKind.VISIT)).one()
    assert Form(browser, f"/activities/{meeting.id}/change").send(subject="Tour and coffee").status_code == 302
    assert Form(browser, f"/activities/{meeting.id}/cancel").send(reason="Ill").status_code == 302
    session.expire_all()
    assert (meeting.subject, meeting.sequence, meeting.status) == ("Tour and coffee", 2, ActivityStatus.CANCELLED)


def words_of(answer):
    """Of a fragment, which has no <main>."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)).split())


def test_the_list_finds_by_mail_and_phone_and_obeys_scope(lead, make, login):
    make.lead(make.location(name="Elsewhere"), make.contact("Zed Far", email="zed@far.example"))
    browser = login(LOCATION_MANAGER, locations=[lead.location])
    everything = words(browser.get("/contacts/list/"))
    assert "Ann Ndlovu" in everything and "Zed Far" not in everything
    name = next(
        part.split('"')[0] for part in browser.get("/contacts/list/").get_data(as_text=True).split('name="') if part.startswith("_flt_")
    )
    for wanted in ("ann@acme", "082 123", "Acme"):
        assert "Ann Ndlovu" in words(browser.get(f"/contacts/list/?{name}={wanted}"))
    assert "Ann Ndlovu" not in words(browser.get(f"/contacts/list/?{name}=nobody"))


def test_merging_is_shown_first(lead, make, login, session):
    twin = make.contact("A Ndlovu", email="ann@home.example", phone="+27 82 123 4567")
    make.lead(lead.location, twin)
    browser = login(SALES, locations=[lead.location])
    assert "same phone" in words(browser.get(f"/contacts/show/{lead.contact_id}"))
    address = f"/contacts/merge/{lead.contact_id}?with={twin.id}"
    shown = words(browser.get(address))
    assert (
        "ann@acme.example stays; ann@home.example finds this contact too" in shown and session.get(Contact, twin.id).merged_into_id is None
    )
    assert Form(browser, address).send().status_code == 302
    assert browser.get(f"/contacts/show/{twin.id}").location.endswith(f"/contacts/show/{lead.contact_id}")


def test_do_not_contact_is_red_and_asked_back(lead, login):
    browser = login(SALES, locations=[lead.location])
    assert "This is needed." in said_at(Form(browser, f"/contacts/quiet/{lead.contact_id}").send(reason=""), "reason")
    assert Form(browser, f"/contacts/quiet/{lead.contact_id}").send(reason="By phone").status_code == 302
    assert "Do not contact. By phone" in words(browser.get(f"/contacts/show/{lead.contact_id}"))
    assert "do not contact" in words(browser.get("/contacts/list/"))
    assert Form(browser, f"/contacts/again/{lead.contact_id}").send(source="At the fair").status_code == 302
    assert "At the fair" in words(browser.get(f"/contacts/show/{lead.contact_id}"))


def test_one_click_stops_mails_and_looking_does_not(lead, client, session):
    path = "/" + unsubscribe_link(lead.contact.public_id).split("/", 3)[3]
    assert "No more mails?" in client.get(path).get_data(as_text=True)
    session.expire_all()
    assert lead.contact.do_not_contact_at is None
    for _twice in range(2):
        answer = client.post(path, data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200 and "You will hear no more of us" in answer.get_data(as_text=True)
    session.expire_all()
    assert lead.contact.do_not_contact_at is not None
    for wrong in (path[:-1] + ("0" if path[-1] != "0" else "1"), "/unsubscribe/x"):
        assert client.get(wrong).status_code == client.post(wrong).status_code == 404


@pytest.mark.parametrize(("role", "sees", "writes"), [(SALES, 200, 200), (FRONT_DESK, 200, 403), (FINANCE, 403, 403)])
def test_roles(lead, login, role, sees, writes):
    browser = login(role, locations=[lead.location])
    assert browser.get(f"/contacts/show/{lead.contact_id}").status_code in (sees, 302 if sees == 403 else sees)
    assert (browser.get(f"/contacts/plan/{lead.contact_id}").status_code == 200) is (writes == 200)
    assert ("Log a call" in words(browser.get(f"/contacts/show/{lead.contact_id}"))) is (role == SALES)
