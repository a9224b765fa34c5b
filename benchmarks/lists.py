"""The list of 100,000 organisations through the whole web application, signed in: its pages, its queries, its search."""

from __future__ import annotations

import itertools
import re
import statistics
import time
from collections.abc import Iterable
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.cli.admin import admitted
from app.core.entity import db
from app.models import Location
from benchmarks.counted import statements
from benchmarks.network import add_organisations, make_location, settle
from config import Settings

NAME = "lists"
TARGETS = {"page_p50_ms": "< 20", "queries": "<= 8", "to_small_table": "<= 1.5", "search_p50_ms": "< 25"}
PAGE = "/organisations/list/"
WORDS = ("kalo", "quavi", "tarune media", "legal", "zuha f", "nothing like it")  # "legal" is in 5,000 names
SMALL, LARGE = 1_000, 100_000


def measure(settings: Settings, long: bool, small: int = SMALL, large: int = LARGE, requests: int = 60) -> dict[str, Any]:
    """So many requests of each kind, five times as many with `long`."""
    times = requests * 5 if long else requests
    app = create_app(settings, sync=True)
    browser = signed_in(app)
    with app.app_context():
        place = make_location(db.session(), "ONE").id
        fill(place, 1, small)
    of_small = median_ms(browser, itertools.repeat(PAGE, times))
    with app.app_context():
        fill(place, small + 1, large)
    pages = [f"{PAGE}?page_OrganisationView={number % 20}" for number in range(times)]
    of_large = median_ms(browser, pages)
    field = re.search(r'name="(_flt_\d+_name)"', browser.get(PAGE).text)
    searches = [f"{PAGE}?{field[1] if field else ''}={word}" for word, _ in zip(itertools.cycle(WORDS), range(times), strict=False)]
    with statements() as sent:
        browser.get(PAGE)
    return {
        "organisations": large,
        "page_p50_ms": of_large,
        "small_page_p50_ms": of_small,
        "to_small_table": round(of_large / of_small, 2),
        "queries": len(sent),
        "search_p50_ms": median_ms(browser, searches),
    }


def holds(figures: dict[str, Any]) -> bool:
    return bool(
        figures["page_p50_ms"] < 20 and figures["queries"] <= 8 and figures["to_small_table"] <= 1.5 and figures["search_p50_ms"] < 25
    )


def signed_in(app: Flask) -> FlaskClient:
    """A browser of a network administrator."""
    with app.app_context():
        password = admitted("bench", "bench@localhost")
    browser = app.test_client()
    browser.post("/login/", data={"username": "bench", "password": password, "csrf_token": form_token(browser.get("/login/").text)})
    assert browser.get(PAGE).status_code == 200
    return browser


def form_token(page: str) -> str:
    """What a form of that page has to send along."""
    return page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]


def fill(place: int, first: int, last: int) -> None:
    """Organisations by number, and what the planner should know of them."""
    location = db.session.get(Location, place)
    assert location is not None
    add_organisations(db.session(), location, first, last)
    settle(db.session())


def median_ms(browser: FlaskClient, addresses: Iterable[str]) -> float:
    """Of the requests after the first, which fills caches."""
    taken = []
    for address in addresses:
        began = time.perf_counter()
        answer = browser.get(address)
        taken.append(time.perf_counter() - began)
        assert answer.status_code == 200
    return round(statistics.median(taken[1:]) * 1000, 1)
