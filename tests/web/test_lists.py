"""Lists: filters that belong to one request, nonsense that does no harm, few queries, verbs row by row."""

from __future__ import annotations

import csv
import io
import threading
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.access.roles import NETWORK_ADMIN
from app.models import AuditEvent, Invoice
from tests.make import Make

Post = Callable[..., Any]
FEW = 8


@pytest.fixture
def admin_browser(login: Any) -> FlaskClient:
    browser: FlaskClient = login(NETWORK_ADMIN)
    return browser


@pytest.mark.parametrize(
    "nonsense",
    [
        "page_InvoiceView=abc", "page_InvoiceView=99999999999999999999", "page_InvoiceView=-1", "psize_InvoiceView=0", "psize_InvoiceView=1000000",
        "_oc_InvoiceView=password&_od_InvoiceView=asc", "_oc_InvoiceView=number&_od_InvoiceView=sideways", "_oc_InvoiceView=;drop table invoice",
        "_flt_0_total_cents=many", "_flt_99_number=x", "_flt_1_issued_on=yesterday", "_flt_0_month=June", "_flt_0_status=happy",
        "_flt_0_seller=x", "_flt_0_organisation=0", "_flt_0_number=%00", "_flt_2_number=%25%5C", "_flt_8_number=a,b,c", "_flt_0_total_cents=" + "9" * 40,
    ],
)  # fmt: skip
def test_a_broken_address_still_shows_a_list(admin_browser: FlaskClient, make: Make, nonsense: str) -> None:
    make.invoice()

    assert admin_browser.get(f"/invoiceview/list/?{nonsense}").status_code == 200


def test_filters_find_by_every_kind_of_column(admin_browser: FlaskClient, make: Make) -> None:
    ours = make.invoice(make.organisation(name="Blue Studio"), net=100000)
    make.invoice(make.organisation(name="Amber Labs"), net=5)

    for wanted in (
        f"_flt_2_number={ours.number}",
        f"_flt_0_organisation={ours.organisation_id}",
        "_flt_0_total_cents=1150.00",
        "_flt_1_total_cents=20",
        "_flt_1_total_cents=1 000",
    ):
        page = admin_browser.get(f"/invoiceview/list/?{wanted}").get_data(as_text=True)
        assert "Blue Studio" in page and "Amber Labs" not in page, wanted
    for wanted in ("_flt_0_month=2026-06", "_flt_0_status=sent", "_flt_0_issued_on=2026-06-01"):
        assert "2 in all" in admin_browser.get(f"/invoiceview/list/?{wanted}").get_data(as_text=True), wanted
    assert "Nothing matches." in admin_browser.get("/invoiceview/list/?_flt_0_status=void").get_data(as_text=True)


def test_nobody_sees_the_search_of_another_thread(web_app: Flask, make: Make, browsers: Callable[..., FlaskClient]) -> None:
    """FAB keeps one filter object a view for the whole process (its issue 2366)."""
    user, names = make.user(NETWORK_ADMIN), [f"Company {letter}" for letter in "ABCD"]
    for name in names:
        make.organisation(name=name)
    seen: list[bool] = []
    start = threading.Barrier(len(names))

    def look(mine: str, browser: FlaskClient) -> None:
        start.wait()
        for _turn in range(12):
            page = browser.get("/organisationview/list/", query_string={"_flt_3_name": mine}).get_data(as_text=True)
            rows = page[page.index("<tbody>") :]
            seen.append(mine in rows and not any(other in rows for other in names if other != mine))

    threads = [threading.Thread(target=look, args=(name, browsers(user))) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [True] * (12 * len(names))


def test_a_list_costs_few_queries_however_long_it_is(admin_browser: FlaskClient, make: Make, queries: list[str]) -> None:
    """Dotted columns and money in the location's currency would each cost a query a row."""
    for _row in range(25):
        make.license()
    admin_browser.get("/licenseview/list/")
    queries.clear()

    assert "25 in all" in admin_browser.get("/licenseview/list/").get_data(as_text=True)

    asked = [query for query in queries if query.lstrip().upper().startswith("SELECT")]
    assert len(asked) <= FEW + 1, asked  # three relations are shown here, one query each


def test_an_empty_list_explains_itself_with_one_button(admin_browser: FlaskClient) -> None:
    page = admin_browser.get("/organisationview/list/").get_data(as_text=True)

    assert "An organisation is the company that is invoiced." in page
    assert page.split("<main")[1].split("</main>")[0].count("btn-primary") == 1


def test_verbs_run_row_by_row_and_say_what_happened(admin_browser: FlaskClient, make: Make, post: Post, session: Any) -> None:
    good, paid = make.invoice(), make.invoice(paid_cents=5)

    page = post("/invoiceview/action_post", {"action": "void", "rowid": [good.id, paid.id]}, follow=True).get_data(as_text=True)

    assert "1 voided." in page and "1 refused" in page and f"{paid.number}: It is paid." in page
    session.expire_all()
    assert [session.get(Invoice, row.id).void_reason for row in (good, paid)] == ["a test", ""]


def test_a_verb_nobody_knows_is_not_found(admin_browser: FlaskClient, make: Make, post: Post) -> None:
    invoice = make.invoice()

    assert post("/invoiceview/action_post", {"action": "explode", "rowid": [invoice.id]}).status_code == 404
    assert post("/invoiceview/action_post", {}).status_code == 404
    assert post(f"/invoiceview/action/explode/{invoice.id}").status_code == 404
    assert post("/invoiceview/action/void/999999").status_code == 404
    assert admin_browser.get(f"/invoiceview/action/void/{invoice.id}").status_code == 405


def test_a_verb_without_rows_asks_for_one(admin_browser: FlaskClient, post: Post) -> None:
    assert "Choose at least one row" in post("/invoiceview/action_post", {"action": "void"}, follow=True).get_data(as_text=True)


def test_an_export_holds_the_filtered_rows_and_nothing_that_runs(admin_browser: FlaskClient, make: Make) -> None:
    make.invoice(make.organisation(name='=HYPERLINK("http://evil")'), net=100000)
    make.invoice(make.organisation(name="Plain"), net=1)

    answer = admin_browser.get("/invoiceview/export/?_flt_1_total_cents=100")
    rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True))))

    assert [(row["Organisation"], row["Total"], row["Month"]) for row in rows] == [('\'=HYPERLINK("http://evil")', "1150.00", "2026-06")]
    assert "attachment" in answer.headers["Content-Disposition"]


def test_a_workbook_has_typed_cells_a_frozen_header_and_is_on_record(admin_browser: FlaskClient, make: Make, session: Any) -> None:
    invoice = make.invoice(make.organisation(name='=HYPERLINK("http://evil")'), net=100000)

    answer = admin_browser.get("/invoiceview/export/?as=xlsx&columns=shown")

    page = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    head, row = ([each.value for each in line] for line in page.iter_rows())
    assert head == ["Number", "Organisation", "Month", "Total", "Status"] and page.freeze_panes == "A2"
    assert row == [invoice.number, '\'=HYPERLINK("http://evil")', "2026-06", 1150, "sent"]
    event = session.scalars(select(AuditEvent).where(AuditEvent.verb == "export")).one()
    assert (event.noun, event.name, event.changes["rows"], event.changes["file"]) == (
        "invoice",
        "Invoices, 1 row",
        [None, 1],
        [None, "xlsx"],
    )


def test_amounts_add_up_under_a_list_whatever_is_on_the_page(admin_browser: FlaskClient, make: Make) -> None:
    for cents in (10000, 20000, 30000):
        make.invoice(make.organisation(), net=cents)

    for page in ("", "?psize_InvoiceView=2", "?_flt_1_total_cents=10&psize_InvoiceView=2"):
        foot = admin_browser.get(f"/invoiceview/list/{page}").get_data(as_text=True).partition("<tfoot>")[2]
        assert "R\xa0690.00" in foot, page
