"""What the drill axe looks with: it finds what is planted, and goes through the pages of a screen as whoever may open them."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser

from benchmarks.drills.axe_looks import Eyes
from benchmarks.drills.axe_walk import Person, Walker
from tests.make import PASSWORD
from tests.views.every import fill_every_screen

pytestmark = pytest.mark.browser
PLANTED = """<!doctype html><html lang="en"><title>Planted</title><main><h1>Planted</h1><img src="data:,"><p style="color: #aaa">Pale</p>
<button style="width: 4rem; overflow: hidden; white-space: nowrap">Longer than its button</button><div style="width: 2000px">Wide</div></main></html>"""


def test_what_is_planted_is_found(chromium: Browser) -> None:
    page = chromium.new_page()
    page.set_content(PLANTED)
    found = list(Eyes(page, looks=((1280, "light"),), cut=True).look("planted"))
    page.close()
    assert {each.rule for each in found} == {"image-alt", "color-contrast", "sideways", "cut"}


def test_somebody_is_led_through_the_pages(chromium: Browser, web_app: Flask, address: str, make: Any) -> None:
    fill_every_screen(make)
    admin = make.user().username
    make.session.rollback()
    people = [Person("stranger"), Person("admin", admin, PASSWORD)]
    done = Walker(web_app, chromium, address, looks=((360, "light"), (1280, "dark")), only="/closures/").walk(people)
    assert (done.pages, done.looks, done.findings) == (4, 8, [])
    assert done.opened == {"/closures/list/", "/closures/add", "/closures/show/<pk>", "/closures/edit/<pk>"}
