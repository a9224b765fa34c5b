"""What the drill axe looks with: it finds what is planted, and goes through the pages of a screen as whoever may open them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser
from pyotp import TOTP

from app.access.actor import Actor
from app.access.one_time_codes import opened_secret
from app.access.roles import MEMBER, NETWORK_ADMIN
from app.actions.accounts.begin_second_factor import begin_second_factor
from app.actions.accounts.confirm_second_factor import confirm_second_factor
from app.cli.say import CannotStart
from app.core import clock
from benchmarks.drills.axe_asked import asked
from benchmarks.drills.axe_kept import Kept
from benchmarks.drills.axe_looks import Eyes, Finding
from benchmarks.drills.axe_walk import Looked, Person, Walker
from tests.make import PASSWORD
from tests.views.every import fill_every_screen

pytestmark = pytest.mark.browser
PLANTED = """<!doctype html><html lang="en"><title>Planted</title><style>[data-bs-theme=dark] h1 { color: #aab }</style><main><h1>Planted</h1><img src="data:,"><p style="color: #aaa">Pale</p>
<button style="width: 4rem; overflow: hidden; white-space: nowrap">Longer than its button</button><div style="width: 2000px">Wide</div></main></html>"""


def test_what_is_planted_is_found(chromium: Browser) -> None:
    page = chromium.new_page()
    page.set_content(PLANTED)
    found = list(Eyes(page, looks=((1280, "light"), (1280, "dark")), cut=True).look("planted"))
    page.close()
    assert {each.rule for each in found} == {"image-alt", "color-contrast", "sideways", "cut"}
    assert [each.html[:3] for each in found if each.rule == "color-contrast" and each.look == "1280 dark"] == ["<h1", "<p "]


def test_somebody_is_led_through_the_pages(chromium: Browser, web_app: Flask, address: str, make: Any) -> None:
    fill_every_screen(make)
    admin = make.user().username
    make.session.rollback()
    walker = Walker(web_app, address, looks=((360, "light"), (1280, "dark")))
    found = [each.stop for each in asked(web_app, walker.stops([Person("stranger"), Person("admin", admin, PASSWORD)], "/closures/"))]
    done = [looked for own in (found[: len(found) // 2], found[len(found) // 2 :]) for looked in walker.go(chromium, own)]
    assert (sum(each.pages for each in done), sum(each.looks for each in done), [each.findings for each in done if each.findings]) == (
        4,
        8,
        [],
    )
    assert {each.route for each in done if each.opened} == {
        "/closures/list/",
        "/closures/add",
        "/closures/show/<pk>",
        "/closures/edit/<pk>",
    }


def test_where_no_table_tells_an_address_a_page_does(web_app: Flask, make: Any) -> None:
    """And who may not have the page is not led on by it."""
    fill_every_screen(make)
    people = {name: make.user(role).username for name, role in (("admin", NETWORK_ADMIN), ("member", MEMBER))}
    make.session.rollback()
    stops = Walker(web_app, "").stops([Person(name, username, PASSWORD) for name, username in people.items()], "/webhooks/")
    assert {each.route: each.addresses for each in stops}["/webhooks/related/<pk>/<name>"] == ()
    found = list(asked(web_app, stops, only="/related/"))
    assert [(each.stop.person.name, each.looked.opened, each.looked.pages, len(each.stop.addresses)) for each in found] == [
        ("admin", True, 0, 1),
        ("member", False, 0, 0),
    ]


def test_who_stands_between_two_steps_is_asked_for_the_second(chromium: Browser, web_app: Flask, address: str, make: Any) -> None:
    make.location()
    user = make.user()
    by = Actor(id=user.id, name="Pat")
    factor = begin_second_factor(user.id, password=PASSWORD, by=by)
    confirm_second_factor(user.id, TOTP(opened_secret(factor.sealed_secret)).at(clock.now()), by=by)
    halfway = Person("halfway", user.username, PASSWORD, home="/login/code", mark="[autocomplete=one-time-code]")
    make.session.rollback()
    walker = Walker(web_app, address, looks=((360, "light"), (1280, "dark")))
    found = [each.stop for each in asked(web_app, walker.stops([halfway]))]
    assert [(each.route, each.opened, each.looks, each.findings) for each in walker.go(chromium, found)] == [("/login/code", True, 2, [])]


def test_whoever_cannot_sign_in_is_no_witness(chromium: Browser, web_app: Flask, address: str, make: Any) -> None:
    make.location()
    admin = make.user().username
    make.session.rollback()
    walker = Walker(web_app, address)
    stops = walker.stops([Person("admin", admin, "another one")], "/closures/")
    with pytest.raises(CannotStart, match="admin is not signed in"):
        list(asked(web_app, stops))
    with pytest.raises(CannotStart, match="admin is not signed in"):
        list(walker.go(chromium, stops))


def test_a_run_that_was_ended_goes_on(tmp_path: Path) -> None:
    asked: dict[str, object] = {"long": False}
    looked = Looked(
        "admin",
        "/closures/list/",
        True,
        1,
        6,
        [Finding("sideways", False, "admin /closures/list/", "360 dark", "html", "", "3 px over the edge")],
    )
    Kept(tmp_path / "axe.jsonl", asked, go_on=False).add(looked)
    with (tmp_path / "axe.jsonl").open("a") as file:
        file.write('["admin", "/clos')
    assert Kept(tmp_path / "axe.jsonl", asked, go_on=True).looked == {("admin", "/closures/list/"): looked}
    with pytest.raises(CannotStart, match="asked for something else"):
        Kept(tmp_path / "axe.jsonl", {"long": True}, go_on=True)
    assert Kept(tmp_path / "axe.jsonl", asked, go_on=False).looked == {}
