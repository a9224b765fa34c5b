"""The desk and its lists: every number equals its list, nobody sees what is elsewhere, and everybody is in and out in two taps."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re

import pytest
import time_machine
from sqlalchemy import func, select

from app.access.roles import FINANCE, FRONT_DESK, MEMBER, SALES
from app.models import CheckIn, DayUse, Guest, TermsConsent, Visit, VisitorTerms
from app.models.check_in import LeftBy, Source
from app.models.day_pass import DayTakenFrom
from app.models.visit import VisitStatus

NOON = dt.datetime(2026, 6, 2, 10, tzinfo=dt.UTC)  # Tuesday, 12 o'clock at Cape Town
HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def place(make):
    return make.house(wifi_network="")


@pytest.fixture
def anna(make, place):
    license = make.license(membership=make.membership(place), starts_on=dt.date(2026, 1, 1))
    user = make.user(MEMBER, first_name="Anna", last_name="Botha", phone="+27 82 555 0100", organisation_id=license.organisation_id)
    license.user_id = user.id
    make.session.commit()
    return user


@pytest.fixture
def desk(login, place):
    browser = login(FRONT_DESK, locations=[place])
    return Desk(browser, place)


class Desk:
    def __init__(self, browser, place):
        self.browser, self.place = browser, place

    def get(self, address):
        answer = self.browser.get(address, follow_redirects=True)
        assert answer.status_code == 200, (address, answer.status_code)
        return answer.get_data(as_text=True)

    def post(self, address, **form):
        token = self.get("/desk/").split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
        return self.browser.post(address, data={"csrf_token": token, "location": self.place.id, **form}, follow_redirects=True)


def figures(page):
    """Label and number of each card, with the address of its list."""
    found = re.findall(
        r'<div class="text-secondary">([^<]+)</div>\s*<div class="stat-value[^>]*>\s*<a[^>]*href="([^"]+)">([^<]+)</a>', page
    )
    return {label: (href.replace("&amp;", "&"), int(number)) for label, href, number in found}


def test_each_number_of_the_day_has_a_list_with_as_many_rows(make, place, anna, desk):
    elsewhere = make.location()
    guest = make.guest("Mia Jansen")
    make.check_in(anna, place, arrived_at=NOON - HOUR)
    make.check_in(guest, place, arrived_at=NOON - 3 * HOUR, left_at=NOON - 2 * HOUR, host_id=anna.id)
    make.check_in(guest, place, arrived_at=NOON - dt.timedelta(days=1))  # never checked out
    make.check_in(make.guest(), elsewhere)
    make.visit(place, anna)
    make.visit(place, anna, expected_at=NOON - HOUR, status=VisitStatus.CANCELLED)
    make.visit(place, anna, expected_at=NOON + dt.timedelta(days=1))
    make.visit(elsewhere)
    found = figures(desk.get("/desk/"))
    assert {label: number for label, (_href, number) in found.items()} == {
        "In now": 2,
        "Came today": 2,
        "Guests today": 1,
        "Still to come": 1,
    }
    for label, (href, number) in found.items():
        page = desk.get(href)
        assert page.count("<tr") - 1 == number, label
    sheet = desk.browser.get("/reports/presence/list/export.csv?left=not").get_data(as_text=True)
    assert len(list(csv.reader(io.StringIO(sheet)))) == 3, "nobody of another location"


def test_everybody_is_in_and_out_with_one_button(make, place, anna, desk, session):
    visit = make.visit(place, anna, name="Sam Peters")
    assert "Anna Botha" in desk.get(f"/desk/find?location={place.id}&q=bot%20ann")
    assert "Anna Botha is in" in desk.post(f"/desk/member/{anna.id}").get_data(as_text=True)
    assert "Sam Peters is in" in desk.post(f"/desk/visit/{visit.id}").get_data(as_text=True)
    session.refresh(visit)
    rows = {row.name: row for row in session.scalars(select(CheckIn))}
    assert visit.status is VisitStatus.ARRIVED and {row.source for row in rows.values()} == {Source.DESK}
    found = desk.get(f"/desk/find?location={place.id}&q=anna")
    assert f"/desk/leave/{rows['Anna Botha'].id}" in found and "/desk/member/" not in found, "who is in is not offered to come in"
    assert "is checked out" in desk.post(f"/desk/leave/{rows['Anna Botha'].id}").get_data(as_text=True)
    assert "Anna Botha is in" in desk.post(f"/desk/again/{rows['Anna Botha'].id}").get_data(as_text=True)
    assert session.scalar(select(func.count(CheckIn.id))) == 3
    late = make.check_in(make.guest("Came since"), place, arrived_at=NOON + HOUR)
    assert "2 people are checked out" in desk.post("/desk/leave-all", upto=NOON.isoformat()).get_data(as_text=True)
    session.refresh(late)
    assert late.left_at is None, "who came after the page was drawn is not sent away"
    assert set(session.scalars(select(CheckIn.left_by).where(CheckIn.left_at.is_not(None)))) == {LeftBy.DESK}


def test_a_walk_in_guest_accepts_the_terms_once_and_the_form_keeps_what_was_typed(make, place, anna, desk, session):
    session.add(VisitorTerms(version=1, language="en", text="Be kind.", published_at=NOON, published_by="Naledi"))
    session.commit()
    address, said = (
        f"/desk/walk-in/?location={place.id}",
        {"name": "Mia Jansen", "email": "mia@example.com", "company": "Acme", "host": anna.id, "key": "form-1"},
    )
    assert "Be kind." in desk.get(address)
    refused = desk.post(address, **said).get_data(as_text=True)
    assert "Read the terms" in refused and 'value="mia@example.com"' in refused and session.scalar(select(func.count(Guest.id))) == 0
    assert "Mia Jansen is in" in desk.post(address, terms="y", **said).get_data(as_text=True)
    row = session.scalars(select(CheckIn)).one()
    assert (row.host_id, row.guest.company, session.scalar(select(func.count(TermsConsent.id)))) == (anna.id, "Acme", 1)
    assert "Be kind." not in desk.get(f"{address}&guest={row.guest_id}")
    visit = make.visit(place, anna, name="New Face")
    asked = desk.post(f"/desk/visit/{visit.id}").get_data(as_text=True)
    assert "Be kind." in asked and 'value="New Face"' in asked, "whatever is still to be asked is asked by the form"


def test_meeting_guests_are_expected_but_members_and_who_is_here_are_not(make, place, anna, desk):
    room = make.room(make.space(place), name="Boardroom")
    make.check_in(make.guest("Kim", email="kim@guest.example"), place)
    make.booking(room, starts_at=NOON + HOUR, user_id=anna.id, guests=("kate@guest.example", anna.email, "Kim@guest.example"))
    make.visit(place, anna, name="Late One", expected_at=NOON - HOUR)
    page = desk.get("/desk/")
    coming = page.split('id="desk-coming"')[1].split("</section>")[0]
    assert "kate" in coming and "meeting in Boardroom" in coming and "late" in coming
    assert coming.count("desk-person") == 2 and coming.index("Late One") < coming.index("kate")


def test_who_is_there_without_a_day_is_marked_and_the_evacuation_list_has_the_phones(make, place, anna, desk, session):
    row = make.check_in(anna, place)
    make.check_in(make.guest("Mia Jansen"), place, host_id=anna.id)
    session.add(DayUse(user_id=anna.id, location_id=place.id, day=dt.date(2026, 6, 2), taken_from=DayTakenFrom.NOTHING, check_in_id=row.id))
    session.commit()
    assert desk.get("/desk/").count("No day left") == 1
    paper = desk.get("/desk/evacuation/")
    assert paper.count("+27 82 555 0100") == 2 and "members: 1, guests: 1" in paper
    kept = desk.browser.get(f"/desk/evacuation/kept?location={place.id}").get_json()
    assert kept["at"] == NOON.isoformat() and "Mia Jansen" in kept["html"] and "csrf" not in kept["html"]
    empty_page = desk.get("/desk/evacuation/without-network")
    assert "Anna" not in empty_page and "Anna" not in desk.get("/desk/evacuation/worker.js")


def test_only_a_change_changes_the_version(make, place, anna, desk):
    def version():
        return desk.browser.get(f"/desk/state?location={place.id}").get_json()["version"]

    first = version()
    assert version() == first
    make.check_in(anna, place)
    assert version() != first


@pytest.mark.parametrize("role", [FINANCE, SALES, MEMBER])
def test_who_is_where_is_no_matter_of_money_or_sales(login, place, role):
    browser = login(role)
    for address in (
        "/desk/",
        f"/desk/state?location={place.id}",
        "/desk/evacuation/",
        "/check-ins/list/",
        "/visits/list/",
        "/reports/presence/",
    ):
        assert browser.get(address).status_code in (302, 403), address


def test_nobody_reaches_another_location(make, place, anna, desk, session):
    there = make.location(name="Rosebank")
    row, visit = make.check_in(make.guest("Far Away"), there), make.visit(there)
    for address in (
        f"/desk/state?location={there.id}",
        f"/desk/find?location={there.id}&q=far",
        f"/desk/walk-in/?location={there.id}",
        f"/desk/badges/{row.id}",
        f"/check-ins/show/{row.id}",
        f"/visits/show/{visit.id}",
    ):
        assert desk.browser.get(address).status_code == 404, address
    assert "Far Away" not in desk.get(f"/desk/evacuation/?location={there.id}") + desk.get(f"/reports/presence/list/?location={there.id}")
    for address in (f"/desk/leave/{row.id}", f"/desk/visit/{visit.id}", f"/desk/again/{row.id}", "/desk/leave-all"):
        desk.post(address, location=there.id)
    session.refresh(row)
    session.refresh(visit)
    assert row.left_at is None and visit.status is VisitStatus.EXPECTED


def test_members_invite_by_a_pasted_list_and_see_their_own_guests_alone(make, place, anna, login, session):
    make.visit(place, make.user(MEMBER), name="Not Yours")
    browser = login(MEMBER)
    user = make.session.scalars(select(type(anna)).order_by(type(anna).id.desc())).first()
    user.organisation_id = anna.organisation_id
    make.session.commit()
    page = browser.get("/my/guests/invite").get_data(as_text=True)
    token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    form = {
        "csrf_token": token,
        "key": "k1",
        "guests": "Mia Jansen <mia@example.com>; Sam <sam@example.com>\nKim, , Acme",
        "location_id": place.id,
        "day": "2026-06-04",
        "more_days": "2026-06-05",
        "expected_at": "09:00",
    }
    refused = browser.post("/my/guests/invite", data=form | {"until_at": "08:00"}).get_data(as_text=True)
    assert "The end is not after" in refused and "Sam &lt;sam@" in refused
    shown = browser.post("/my/guests/invite", data=form, follow_redirects=True).get_data(as_text=True)
    assert "6 guests are expected. 4 passes go out by mail." in shown and "Not Yours" not in shown
    rows = session.scalars(select(Visit).where(Visit.host_id == user.id).order_by(Visit.id)).all()
    assert [(row.name, row.company, row.expected_at.isoformat()) for row in rows[2:4]] == [
        ("Kim", "Acme", "2026-06-04T07:00:00+00:00"),
        ("Mia Jansen", "", "2026-06-05T07:00:00+00:00"),
    ]
    other = session.scalars(select(Visit).where(Visit.name == "Not Yours")).one()
    assert browser.get(f"/my/guests/change/{other.id}").status_code == 404
    browser.post(f"/my/guests/cancel/{other.id}", data={"csrf_token": token})
    browser.post(f"/my/guests/cancel/{rows[0].id}", data={"csrf_token": token})
    session.expire_all()
    assert (other.status, rows[0].status) == (VisitStatus.EXPECTED, VisitStatus.CANCELLED)
