"""Numbers of the start page equal the lists that they open, and say nothing to whom they do not concern."""

from __future__ import annotations

import datetime as dt
import html
import re
from typing import Any

import time_machine
from flask import Flask, g
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.permissions import Permission
from app.access.roles import FINANCE, FRONT_DESK, ROLES, SALES
from app.models import KioskRefusal, SignUp
from tests.make import Make
from views.home.page import owning

NOW = dt.datetime(2026, 6, 17, 9, tzinfo=dt.UTC)


def told(browser: Any, words: str, page: str = "/") -> tuple[int, str] | None:
    """The number before those words on the page, and the list that opens beside them; None where nothing is said."""
    found = re.search(rf"(?s)(\d+) {words}.*?href=\"([^\"]+)\"", browser.get(page).get_data(as_text=True))
    return None if found is None else (int(found[1]), browser.get(html.unescape(found[2])).get_data(as_text=True))


def test_payments_that_a_bank_took_back_lead_to_those_that_are_counted(make: Make, session: Session, login: Any) -> None:
    """Those that were written down within a fortnight, whatever day they say that the bank took them."""
    own = make.organisation(make.location())
    for number, ago in enumerate((1, 13, 15, 200)):
        paid = make.payment(own, kind="card", cents=10_000)
        make.refund(
            paid, way="chargeback", reference=f"CB-{number}", created_at=NOW - dt.timedelta(days=ago), refunded_on=dt.date(2026, 5, 1)
        )
    with time_machine.travel(NOW, tick=False):
        browser = login(FINANCE)
        found = re.search(r"(?s)Cards&#39; banks took (\d+) payments back.*?href=\"([^\"]+)\"", browser.get("/").get_data(as_text=True))
        assert found is not None and found[1] == "2"
        listed = browser.get(html.unescape(found[2])).get_data(as_text=True)
    assert "2 in all" in listed
    assert [reference for reference in ("CB-0", "CB-1", "CB-2", "CB-3") if reference in listed] == ["CB-0", "CB-1"]


def test_who_may_not_see_invoices_is_not_told_that_none_is_late(make: Make, session: Session, web_app: Flask) -> None:
    make.invoice(due_on=dt.date(2026, 5, 8))
    rights = ROLES[FINANCE] | {Permission.REVENUE_READ, Permission.LICENSE_READ, Permission.DEBTOR_READ}
    for permissions, told in ((rights, ["1"]), (rights - {Permission.INVOICE_READ}, [])):
        with web_app.test_request_context("/"):
            g.locale = "en"
            found = owning(
                session, dt.date(2026, 6, 17), Actor(id=1, name="Pat", permissions=frozenset(permissions), location_ids=None), None
            )
        assert [str(each.value) for each in found if each.label == "Overdue invoices"] == told
        assert found, "the other numbers stay"


def test_who_asks_to_join_and_who_was_refused_at_a_kiosk_stand_there_by_location(make: Make, login: Any) -> None:
    here, far = make.location(), make.location()
    for number, (place, status) in enumerate(((here, "waiting"), (here, "waiting"), (here, "approved"), (far, "waiting"))):
        make._kept(
            SignUp(location_id=place.id, first_name="Asker", last_name=str(number), email=f"asker{number}@acme.example", status=status)
        )
        make._kept(
            KioskRefusal(
                location_id=place.id, kiosk="Lobby", key=f"refused:{number}", who=f"Guest {number}", at=NOW, why="Nobody expects them."
            )
        )
    desk = login(FRONT_DESK, locations=[here])
    count, listed = told(desk, "people ask to join") or (0, "")
    assert count == 2 and "2 in all" in listed and [n for n in range(4) if f"asker{n}@" in listed] == [0, 1]
    count, listed = told(desk, "were refused at kiosks") or (0, "")
    assert count == 3 and "3 in all" in listed and [n for n in range(4) if f"Guest {n}" in listed] == [0, 1, 2]


def test_who_sells_hears_nothing_of_whom_others_let_in(make: Make, login: Any) -> None:
    here = make.location()
    for number in range(2):
        make._kept(SignUp(location_id=here.id, first_name="Asker", last_name=str(number), email=f"asker{number}@acme.example"))
        make._kept(
            KioskRefusal(
                location_id=here.id, kiosk="Lobby", key=f"refused:{number}", who=f"Guest {number}", at=NOW, why="Nobody expects them."
            )
        )
    sales = login(SALES, locations=[here])
    assert told(sales, "people ask to join") is None and told(sales, "were refused at kiosks") is None
