"""Many are brought in from a file: upload, columns, what each row makes, and the people."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from app.access.roles import FRONT_DESK
from app.actions.people_imports.begin import begin_people_import
from app.models import License, Onboarding, PeopleImport
from tests.actions.people_imports.test_people_imports import Place, csv_of
from tests.make import Make
from tests.views.test_forms import Form
from tests.world import World

BASE = "/onboarding/import/"


@pytest.fixture
def place(make: Make) -> Place:
    return Place(make)


def upload(browser: Any, content: bytes, file: str = "people.csv") -> Any:
    token = browser.get(BASE).get_data(as_text=True).split('name="csrf_token" value="')[1].split('"')[0]
    return browser.post(BASE, data={"csrf_token": token, "file": (io.BytesIO(content), file)}, content_type="multipart/form-data")


def form_of(browser: Any, page: str, action: str) -> Any:
    """What a button of that page sends."""
    found = Form(browser, page)
    found.address = action
    return found


def words(answer: Any) -> str:
    return " ".join(answer.get_data(as_text=True).replace("\xa0", " ").split())


def test_from_the_file_to_the_people(login: Any, make: Make, world: World, place: Place) -> None:
    browser = login(FRONT_DESK)
    assert "No file yet." in words(browser.get(BASE))
    answer = upload(
        browser,
        csv_of(place.row("Acme & Sons", "Thandi Mokoena", "thandi@acme.example"), place.row("Acme & Sons", "Sipho Dube", "no address")),
    )
    assert answer.status_code == 302
    page = answer.location
    assert "The file is being read." in words(browser.get(page)) and "every 1s" in words(browser.get(page))
    world.run_jobs()

    told = words(browser.get(page))
    assert "Acme &amp; Sons" in told and "Onboard 1 person" in told and "no address is not an e-mail address" in told
    assert browser.get(f"{page}/progress?was=testing").headers["HX-Refresh"] == "true"
    assert words(browser.get(f"{page}?show=bad")).count("<tr>") == 2
    back = load_workbook(io.BytesIO(browser.get(f"{page}/left-out.xlsx").data)).active
    assert [cell.value for cell in back[1]][-1] == "reason" and "not an e-mail address" in back[2][6].value
    assert browser.get(f"{page}/left-out.csv").get_data(as_text=True).startswith("organisation,name,")

    assert form_of(browser, page, f"{page}/start").send().status_code == 302
    world.run_jobs()
    told = words(browser.get(page))
    assert "1 person is in." in told and "WiFi" in told
    done = make.session.scalars(select(Onboarding)).one()
    assert f"/members/show/{done.user_id}" in told
    assert form_of(browser, BASE, f"{page}/forget").send().status_code == 302
    make.session.rollback()
    assert make.session.scalar(select(func.count()).select_from(PeopleImport)) == 0
    assert make.session.scalar(select(func.count()).select_from(License)) == 1


def test_other_headings_are_matched_once(login: Any, make: Make, world: World, place: Place) -> None:
    browser = login(FRONT_DESK)
    content = csv_of(place.row("Acme", "Thandi Mokoena", "thandi@acme.example"))
    page = upload(browser, content.replace(b"organisation", b"Company").replace(b"space", b"Somewhere")).location
    told = words(browser.get(page))
    assert '<option value="0" selected>Company' in told and "Needed, and not found by its name." in told
    form = form_of(browser, page, f"{page}/columns")
    refused = form.send(organisation="0", name="1", email="2", membership="3", start="5")
    assert "The column space is needed" in words(refused) and refused.status_code == 200
    assert form.send(organisation="0", name="1", email="2", membership="3", space="4", start="5").status_code == 302
    world.run_jobs()
    assert "Onboard 1 person" in words(browser.get(page))
    assert "Test every row" in words(browser.get(f"{page}?columns=1"))


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [("people.pdf", b"%PDF", "neither a CSV"), ("people.xlsx", b"PK", "not a workbook"), ("", b"", "Choose a file.")],
)
def test_a_file_that_is_none_is_refused_on_the_page(login: Any, place: Place, file: str, content: bytes, said: str) -> None:
    answer = upload(login(FRONT_DESK), content, file)
    assert answer.status_code == 200 and said in words(answer)


def test_the_template_has_the_right_header(login: Any, place: Place) -> None:
    browser = login(FRONT_DESK)
    header = browser.get(f"{BASE}template.csv").get_data(as_text=True).strip().split(",")
    assert header[:4] == ["organisation", "name", "email", "phone"]
    assert [cell.value for cell in load_workbook(io.BytesIO(browser.get(f"{BASE}template.xlsx").data)).active[1]] == header
    page = upload(browser, (",".join(header) + "\n").encode()).location
    assert "The file is being read." in words(browser.get(page)), "its own header needs no matching"


def test_nobody_reaches_the_file_of_another_place(login: Any, make: Make, place: Place) -> None:
    found = begin_people_import(
        "ours.csv", csv_of(place.row("Acme", "Thandi Mokoena", "thandi@acme.example")), by=make.actor(FRONT_DESK, at=[place.location])
    )
    other = login(FRONT_DESK, locations=[make.location()])
    for path in ("", "/progress", "/left-out.csv", "/left-out.xlsx"):
        assert other.get(f"{BASE}{found.id}{path}").status_code == 404
    assert "ours.csv" not in words(other.get(BASE))
