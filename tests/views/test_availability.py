"""Availability on the screen and for programs: exact at both ends, one click from onboarding, and nobody else's places."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re

import pytest
from sqlalchemy import event

from app.core.entity import db
from app.models.space import SpaceKind


def day(text):
    return dt.date.fromisoformat(text)


@pytest.fixture
def kloof(make):
    """Two desks of which one is left from 1 March 2027; an office that one organisation keeps until 31 January 2027."""
    location = make.location(code="KLF", name="Kloof")
    membership = make.membership(location)
    area = make.space(location, name="Ground floor", capacity=2)
    office = make.space(location, name="Office 201", kind=SpaceKind.PRIVATE_OFFICE, capacity=6)
    acme = make.organisation(location)
    make.license(acme, membership, space_id=area.id)
    make.license(acme, membership, space_id=area.id, ends_on=day("2027-02-28"))
    paused = make.license(acme, membership, space_id=office.id, ends_on=day("2027-01-31"))
    make.pause(paused, day("2027-01-01"))
    return location, area, office


def words(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page.get_data(as_text=True).split("<main", 1)[1]).split())


def test_six_people_from_the_first_of_february(login, kloof):
    browser = login("Front desk")
    page = browser.get("/availability/?starts_on=2027-02-01&people=6")
    told = words(page)
    assert "6 people from 1 Feb 2027" in told
    assert re.search(r"Office 201 Private office · 6 places free Onboard", told), told
    assert re.search(r"Ground floor Desk area · 2 places no day is known", told)
    link = re.search(r'href="(/onboarding/[^"]+)"', page.get_data(as_text=True))[1].replace("&amp;", "&")
    form = browser.get(link).get_data(as_text=True)
    assert re.search(r"selected>Office 201\b", form)
    assert 'value="2027-02-01"' in form


def test_a_day_too_early_and_an_end(login, kloof):
    browser = login("Front desk")
    assert "Office 201 Private office · 6 places from 1 Feb 2027" in words(browser.get("/availability/?starts_on=2027-01-31&people=6"))
    assert "Ground floor Desk area · 2 places from 1 Mar 2027" in words(browser.get("/availability/?starts_on=2027-02-01&people=1"))
    told = words(browser.get("/availability/?starts_on=2027-02-01&ends_on=2027-02-28&people=1&kind=desk_area"))
    assert "Ground floor Desk area · 2 places no day is known" in told
    assert "Office 201" not in told.split("Show", 1)[1]


def test_bad_questions_are_told_at_their_field(login, kloof):
    browser = login()
    assert "From 1 to 500 people." in words(browser.get("/availability/?starts_on=2027-02-01&people=0"))
    assert "The last day is before the first." in words(browser.get("/availability/?starts_on=2027-02-01&ends_on=2027-01-01"))
    assert "This is not a date" in words(browser.get("/availability/?starts_on=someday"))


def test_the_table_and_the_export_say_every_day(login, kloof):
    browser = login("Sales")
    page = browser.get("/availability/?starts_on=2027-01-15&months=3")
    assert re.search(r"Ground floor 2 full full 1 free", words(page)), words(page)
    assert "Onboard" not in words(page)
    rows = list(csv.reader(io.StringIO(browser.get("/availability/export?starts_on=2027-01-15&months=3").get_data(as_text=True))))
    assert [row[4:] for row in rows if row[0] == "Ground floor"] == [
        ["2027-01-01", "2027-02-28", "2", "0"],
        ["2027-03-01", "2027-03-31", "1", "1"],
    ]


def test_two_queries_however_many_licenses(login, kloof, make, web_app):
    browser = login()
    asked = []
    with web_app.app_context():
        engine = db.engine

    def note(_connection, _cursor, statement, *_rest):
        if "license" in statement or "FROM space" in statement:
            asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    browser.get("/availability/?starts_on=2027-02-01")
    event.remove(engine, "before_cursor_execute", note)
    assert len(asked) == 2


def test_nobody_sees_another_place(login, kloof, make):
    browser = login("Location manager", locations=[make.location(name="Rosebank")])
    told = words(browser.get(f"/availability/?starts_on=2027-02-01&location={kloof[0].id}"))
    assert "Ground floor" not in told and "Choose one of the list" in told
    assert browser.get(f"/availability/export?location={kloof[0].id}").status_code == 404


def test_a_network_of_nothing_says_what_to_do(login):
    assert "No location yet." in words(login().get("/availability/"))


def test_programs_ask_the_same(client, kloof, make):
    from tests.make import PASSWORD

    def call(role, query, **wishes):
        user = make.user(role, **wishes)
        bearer = client.post("/api/v1/security/login", json={"username": user.username, "password": PASSWORD, "provider": "db"}).get_json()
        return client.get(f"/api/v1/availability/?{query}", headers={"Authorization": f"Bearer {bearer['access_token']}"})

    found = call("Network admin", "location=klf&from=2027-02-01&people=2").get_json()
    by_name = {each["name"]: each for each in found["spaces"]}
    assert by_name["Office 201"]["fits_from"] == "2027-02-01"
    assert by_name["Ground floor"]["fits_from"] is None
    assert by_name["Ground floor"]["days"][0] == {"from": "2027-02-01", "until": "2027-02-28", "taken": 2, "free": 0}
    for query, field in (
        ("", "location"), ("location=NOPE", "location"), ("location=KLF&from=soon", "from"), ("location=KLF&people=0", "people"),
        ("location=KLF&kind=hall", "kind"), ("location=KLF&from=2027-02-02&until=2027-02-01", "until"),
    ):  # fmt: skip
        answer = call("Network admin", query)
        assert (answer.status_code, answer.get_json()["field"]) == (422, field), query
    assert call("Location manager", "location=KLF", locations=[make.location()]).status_code == 422
    assert call("Front desk", "location=KLF").status_code == 403
    assert client.get("/api/v1/availability/?location=KLF").status_code == 401
