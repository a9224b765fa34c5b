"""Each number on the page of a record equals the list that it opens, as each role; and none leads where the role may not go."""

from __future__ import annotations

import re
from html import unescape

import pytest

from app.access.roles import FINANCE, FRONT_DESK, NETWORK_ADMIN, SALES
from tests.views.billing import text_of
from tests.views.every import fill_every_screen

PAGES = ("OrganisationView", "MemberView", "LicenseView", "InvoiceView", "RoomView", "SpaceView", "LocationView", "MembershipView", "ProductView", "LeadView", "DiscountView", "WalletView", "AdhocView")
STAT = re.compile(r'<div class="text-secondary">([^<]+)</div>\s*<div class="stat-value[^>]*>(?:<a class="[^"]*" href="([^"]+)">)?([^<]*)')


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
                assert int(value) == (int(said[1]) if said else 0), f"{view}: {label} of {role} says {value}, {href} says {text_of(answer)[:600]}"
                followed += 1
    assert followed >= 15


def address(client, view: str) -> str:
    return next(each.route_base for each in client.application.appbuilder.baseviews if type(each).__name__ == view)
