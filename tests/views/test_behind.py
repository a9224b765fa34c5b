"""Each number on the page of a record equals the list that it opens, as each role; and none leads where the role may not go."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask_login import login_user

from app.access.roles import FINANCE, FRONT_DESK, NETWORK_ADMIN, SALES
from tests.views.billing import text_of
from tests.views.every import fill_every_screen
from views.base.behind import Behind, behind
from views.base.record import RecordPage

PAGES = (
    "OrganisationView",
    "MemberView",
    "LicenseView",
    "InvoiceView",
    "RoomView",
    "SpaceView",
    "LocationView",
    "MembershipView",
    "ProductView",
    "LeadView",
    "DiscountView",
    "WalletView",
    "AdhocView",
)
STAT = re.compile(
    r'<div class="text-secondary">([^<]+)</div>\s*<div class="stat-value[^>]*>\s*(?:<a class="[^"]*" href="([^"]+)">)?([^<]*)'
)


@pytest.fixture
def rows(make, web_app):
    return {view: row.id for view, row in fill_every_screen(make).items()}  # a request ends the session that they were read in


def stats_of(page: str) -> list[tuple[str, str, str]]:
    return [(unescape(label).strip(), unescape(href), value.strip()) for label, href, value in STAT.findall(page)]


@pytest.mark.parametrize("role", [NETWORK_ADMIN, FRONT_DESK, FINANCE, SALES])
def test_each_number_is_that_of_its_list(rows, login, role):
    client, followed = login(role), 0
    for view in PAGES:
        page = client.get(f"{address(client, view)}/show/{rows[view]}")
        if page.status_code != 200:
            continue
        for label, href, value in stats_of(page.get_data(as_text=True)):
            if href and value.isdigit() and "/list/" in href:
                answer = client.get(href)
                assert answer.status_code == 200, f"{view}: {label} leads {role} to {href}"
                said = re.search(r"(\d+) (?:in all|check-ins?)", text_of(answer))
                assert int(value) == (int(said[1]) if said else 0), (
                    f"{view}: {label} of {role} says {value}, {href} says {text_of(answer)[:600]}"
                )
                followed += 1
    assert followed >= 15


def address(client, view: str) -> str:
    return next(each.route_base for each in client.application.appbuilder.baseviews if type(each).__name__ == view)


def test_no_page_has_a_number_whose_list_has_lost_its_filter(rows, login):
    """A page would say so with a dash; this says it before anybody sees the page."""
    client, seen = login(NETWORK_ADMIN), 0
    for each in client.application.appbuilder.baseviews:
        name = type(each).__name__
        if name in rows and getattr(type(each), "stats", RecordPage.stats) is not RecordPage.stats:
            stats = stats_of(client.get(f"{each.route_base}/show/{rows[name]}").get_data(as_text=True))
            assert [label for label, _href, value in stats if value == "–"] == [], name
            seen += bool(stats)
    assert seen >= len(PAGES) - 2


def test_a_number_whose_list_has_no_such_filter_any_more_has_no_link(make, web_app):
    with web_app.test_request_context("/"):
        login_user(make.user(NETWORK_ADMIN))
        web_app.preprocess_request()
        lost, there = behind(make.session, Behind("Bookings", "BookingView", {"_flt_0_nothing": 1}), Behind("Rooms", "RoomView"))
    assert (lost.value, lost.href, there.value) == ("–", "", 0) and there.href
