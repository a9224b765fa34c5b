"""A spreadsheet of any noun comes in: from the list's button to the rows, their pages, and the file of what stayed out."""

from __future__ import annotations

import io
from typing import Any

from sqlalchemy import select

from app.access.roles import FINANCE, LOCATION_MANAGER
from app.actions.people_imports.begin import begin_people_import
from app.models import Notification, Organisation
from app.models.people_import import ImportKind
from tests.make import Make
from tests.views.test_people_import import form_of, words
from tests.world import World
from views.imports.nouns import SHOWN

BASE = "/import/organisations/"


def upload(browser: Any, content: bytes, file: str = "ours.csv") -> Any:
    token = browser.get(BASE).get_data(as_text=True).split('name="csrf_token" value="')[1].split('"')[0]
    return browser.post(BASE, data={"csrf_token": token, "file": (io.BytesIO(content), file)}, content_type="multipart/form-data")


def test_from_the_button_of_the_list_to_the_pages_of_what_came_in(login: Any, make: Make, world: World) -> None:
    place = make.location(code="KLF", name="Kloof")
    known = make.organisation(place, code="ACME", name="Acme")
    browser = login(LOCATION_MANAGER, locations=[place])
    assert BASE in words(browser.get("/organisations/list/")) and BASE in words(browser.get("/import/"))
    assert words(browser.get(f"{BASE}template.csv")).startswith("code,name,location")
    page = upload(browser, b"Number;Klant;Invoices to\nACME;Acme Group;money@acme.example\n;Bluegum;nobody\n;Cedar;\n").location
    told = words(browser.get(page))
    assert "Bluegum" in told and '<option value="code" selected>Code' in told and "money@acme.example" in told
    matching = form_of(browser, page, f"{page}/columns")
    assert "Two columns of the file are chosen" in words(matching.send(**{"place-0": "code", "place-1": "code"}))
    assert (
        matching.send(
            **{"place-0": "code", "place-1": "name", "place-2": "invoice_email", "days": "day_first", "decimals": "point"}
        ).status_code
        == 302
    )
    world.run_jobs()

    told = words(browser.get(page))
    assert (
        "1 row is new, 1 changes what is there, 0 stay as they are, 1 is refused." in told
        and "Invoices to</strong> nobody is not an e-mail" in told
    )
    assert words(browser.get(f"{page}?show=create")).count("<tr>") == 2
    assert "Invoices to: nobody is not an e-mail address" in words(browser.get(f"{page}/left-out.csv"))
    assert form_of(browser, page, f"{page}/start").send(whole="1").status_code == 302 and "Mend it, or bring in the others" in words(
        browser.get(page)
    )
    assert form_of(browser, page, f"{page}/start").send(whole="0").status_code == 302
    world.run_jobs()
    cedar = make.session.scalars(select(Organisation).where(Organisation.name == "Cedar")).one()
    told = words(browser.get(page))
    assert "2 rows are in." in told and f"/organisations/show/{cedar.id}" in told and f"/organisations/show/{known.id}" in told
    told = words(browser.get("/import/"))
    assert "Files of the last 30 days" in told and f'href="{page}"' in told and "Organisations · done" in told and "1 stay out" in told
    assert world.vendors.mails() == []
    assert set(make.session.scalars(select(Notification.path))) == {page}


def test_a_heading_that_stands_twice_is_named(login: Any, make: Make) -> None:
    place = make.location(code="KLF", name="Kloof")
    browser = login(LOCATION_MANAGER, locations=[place])
    assert "In the header more than once: name." in words(browser.get(upload(browser, b"name,location,name\nAnn,KLF,Bea\n").location))


def test_each_noun_is_for_who_may_make_it(login: Any, make: Make) -> None:
    place = make.location()
    found = begin_people_import("o.csv", b"name\nAnn\n", kind=ImportKind.ORGANISATIONS, by=make.actor(LOCATION_MANAGER, at=[place]))
    other = begin_people_import("o.csv", b"name\nAnn\n", kind=ImportKind.DISCOUNTS, by=make.actor(LOCATION_MANAGER, at=[make.location()]))
    money = login(FINANCE, locations=[place])
    assert [
        money.get(address).status_code
        for address in (BASE, f"/import/{found.id}", f"/import/{other.id}", "/import/discounts/", "/import/nothing/", "/import/wallets/")
    ] == [403, 403, 404, 200, 404, 403]
    known = money.application.view_functions
    assert not [
        shown.view
        for shown in SHOWN.values()
        if (shown.has_page and f"{shown.view}.show" not in known) or (f"{shown.view}.list" not in known and shown.view != "DebtorsView")
    ]
    assert 'href="/import/' not in words(money.get("/organisations/list/")).split("<main")[1]
