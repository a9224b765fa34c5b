"""Leads come in from a file: upload, what each row makes, and the leads; only for who writes them."""

from __future__ import annotations

import io
from typing import Any

from openpyxl import Workbook, load_workbook
from sqlalchemy import select

from app.access.roles import FRONT_DESK, SALES
from app.actions.people_imports.begin import begin_people_import
from app.models import Lead
from app.models.people_import import ImportKind
from tests.make import Make
from tests.views.test_people_import import form_of, words
from tests.world import World

BASE = "/leads/import/"


def upload(browser: Any, content: bytes, file: str) -> Any:
    token = browser.get(BASE).get_data(as_text=True).split('name="csrf_token" value="')[1].split('"')[0]
    return browser.post(BASE, data={"csrf_token": token, "file": (io.BytesIO(content), file)}, content_type="multipart/form-data")


def sheet(*rows: list[str]) -> bytes:
    book, sink = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(sink)
    return sink.getvalue()


def test_from_a_workbook_with_its_own_headings_to_the_leads(login: Any, make: Make, world: World) -> None:
    place = make.location(name="Kloof")
    known = make.lead(place, name="Ann Other", email="ann@other.example")
    browser = login(SALES, locations=[place])
    assert BASE in browser.get("/leads/list/").get_data(as_text=True) and "No file yet." in words(browser.get(BASE))
    page = upload(
        browser,
        sheet(
            ["Full name", "E-mail", "Site", "Badge"],
            ["Ann Other", "ann@other.example", "Kloof", "x"],
            ["Ben", "ben@other.example", "Kloof", ""],
            ["Cas", "nobody", "", ""],
        ),
        "fair.xlsx",
    ).location
    assert '<option value="1" selected>E-mail' in words(browser.get(page))
    assert form_of(browser, page, f"{page}/columns").send(name="0", email="1", location="2").status_code == 302
    world.run_jobs()

    told = words(browser.get(page))
    assert (
        "Bring in 2 leads" in told
        and known.code in told
        and "nobody is not an e-mail address" in told
        and "These columns are not used: Badge." in told
    )
    back = load_workbook(io.BytesIO(browser.get(f"{page}/left-out.xlsx").data)).active
    assert [cell.value for cell in back[1]] == ["Full name", "E-mail", "Site", "Badge", "reason"] and back[2][0].value == "Cas"
    assert form_of(browser, page, f"{page}/start").send().status_code == 302
    world.run_jobs()
    told = words(browser.get(page))
    assert "2 people are in." in told and f"/leads/show/{known.id}" in told
    assert make.session.scalars(select(Lead.name).order_by(Lead.id)).all() == ["Ann Other", "Ben"]
    assert world.vendors.mails() == []


def test_the_template_needs_no_matching(login: Any, make: Make) -> None:
    browser = login(SALES, locations=[make.location()])
    header = browser.get(f"{BASE}template.csv").get_data(as_text=True).strip()
    assert header.startswith("name,email,phone,company,location")
    assert "The file is being read." in words(browser.get(upload(browser, header.encode() + b"\n", "leads.csv").location))


def test_a_file_of_leads_is_no_file_of_members(login: Any, make: Make) -> None:
    place = make.location()
    found = begin_people_import("fair.csv", b"name,email\nAnn,ann@other.example\n", kind=ImportKind.LEADS, by=make.actor(SALES, at=[place]))
    desk = login(FRONT_DESK, locations=[place])
    assert desk.get(f"{BASE}{found.id}").status_code == 200
    assert desk.get(f"/onboarding/import/{found.id}").status_code == 404, "of another kind"


def test_who_works_elsewhere_sees_no_file_of_them(login: Any, make: Make) -> None:
    found = begin_people_import(
        "fair.csv", b"name,email\nAnn,ann@other.example\n", kind=ImportKind.LEADS, by=make.actor(SALES, at=[make.location()])
    )
    assert login(SALES, locations=[make.location()]).get(f"{BASE}{found.id}").status_code == 404
