"""Lists as people like them: columns that stay chosen, filters that are kept, shared and opened with; the address holds all of it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.access.roles import FRONT_DESK, NETWORK_ADMIN
from app.models import SavedFilter
from app.models.user import Role
from tests.make import Make

Post = Callable[..., Any]
LIST = "/invoiceview/list/"


@pytest.fixture
def admin_browser(login: Any) -> FlaskClient:
    browser: FlaskClient = login(NETWORK_ADMIN)
    return browser


def heads(browser: FlaskClient, address: str = LIST) -> list[str]:
    page = browser.get(address, follow_redirects=True).get_data(as_text=True)
    cells = re.findall(r"<th scope=\"col\"[^>]*>(.*?)</th>", page.partition("<thead>")[2].partition("</thead>")[0], re.DOTALL)
    return [re.sub(r"<[^>]*>", "", cell).strip() for cell in cells]


def test_columns_stay_as_they_were_chosen_and_files_follow(admin_browser: FlaskClient, make: Make, post: Post) -> None:
    make.invoice(net=100000)
    house = heads(admin_browser)

    post("/list-choice/InvoiceView/columns", {"column": ["status", "number", "password", "due_on"], "query": "_flt_0_status=sent"})

    assert heads(admin_browser) == ["Status", "Number", "Due"]
    (row,) = csv.DictReader(io.StringIO(admin_browser.get("/invoiceview/export/?columns=shown").get_data(as_text=True)))
    assert list(row) == ["Status", "Number", "Due"]
    assert heads(admin_browser, f"{LIST}?_columns=number,total_cents,gone") == ["Number", "Total"]
    assert "The column Gone is no longer there." in admin_browser.get(f"{LIST}?_columns=number,total_cents,gone").get_data(as_text=True)
    post("/list-choice/InvoiceView/columns", {"way": "house"})
    assert heads(admin_browser) == house


def test_a_filter_is_kept_opened_with_changed_and_taken_away(admin_browser: FlaskClient, make: Make, post: Post, session: Any) -> None:
    make.invoice(make.organisation(name="Blue Studio"), net=100000)
    make.invoice(make.organisation(name="Amber Labs"), net=5)

    kept = post(
        "/list-choice/InvoiceView/keep",
        {"name": "Large ones", "query": "_flt_1_total_cents=100&_oc_InvoiceView=number&_od_InvoiceView=desc&page_InvoiceView=3"},
    )

    assert kept.status_code == 302 and "_flt_1_total_cents=100" in kept.location and "page_" not in kept.location
    page = admin_browser.get(kept.location).get_data(as_text=True)
    assert "Blue Studio" in page and "Amber Labs" not in page and "Large ones" in page
    saved = session.scalars(select(SavedFilter)).one()
    post(f"/list-choice/InvoiceView/{saved.id}/open_with")
    assert admin_browser.get(LIST).location == kept.location
    assert admin_browser.get(f"{LIST}?_saved=").status_code == 200
    post(
        f"/list-choice/InvoiceView/{saved.id}/change",
        {
            "query": "_flt_2_total_cents=100&psize_InvoiceView=1&page_InvoiceView=9&_flt=x&next=//far.example&_columns=organisation,password,gone"
        },
    )
    session.expire_all()
    assert session.scalars(select(SavedFilter.query)).one() == "_flt_2_total_cents=100&_columns=organisation", (
        "others open it: nothing else stays in it"
    )
    assert "Amber Labs" in admin_browser.get(LIST, follow_redirects=True).get_data(as_text=True)
    post(f"/list-choice/InvoiceView/{saved.id}/remove")
    assert admin_browser.get(LIST).status_code == 200
    session.expire_all()
    assert session.scalars(select(SavedFilter)).all() == []


def test_what_is_shared_shows_each_only_what_they_may_see(make: Make, post: Post, browsers: Any, session: Any) -> None:
    here, there = make.location(), make.location()
    make.invoice(make.organisation(here, name="Blue Studio"))
    make.invoice(make.organisation(there, name="Amber Labs"))
    admin, desk, other = (
        browsers(make.user(NETWORK_ADMIN)),
        browsers(make.user(FRONT_DESK, locations=[here])),
        browsers(make.user(NETWORK_ADMIN)),
    )
    role = session.scalar(select(Role.id).where(Role.name == FRONT_DESK))

    kept = post("/list-choice/InvoiceView/keep", {"name": "Sent", "query": "_flt_0_status=sent", "sharing": f"role:{role}"}, browser=admin)

    page = desk.get(kept.location).get_data(as_text=True)
    assert re.search(r"Sent\s*</a>", page) and "Blue Studio" in page and "Amber Labs" not in page
    assert not re.search(r"Sent\s*</a>", other.get(f"{LIST}?_saved=").get_data(as_text=True))
    saved = session.scalars(select(SavedFilter)).one().id
    post(f"/list-choice/InvoiceView/{saved}/remove", browser=desk)
    post("/list-choice/InvoiceView/keep", {"name": "Mine", "query": "_flt_0_status=sent", "sharing": "all"}, browser=desk)
    session.expire_all()
    assert [each.id for each in session.scalars(select(SavedFilter))] == [saved]
    assert post("/list-choice/RoleView/keep", {"name": "x"}, browser=desk).status_code == 404
