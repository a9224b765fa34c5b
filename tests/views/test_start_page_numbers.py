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
from app.access.roles import FINANCE, ROLES
from tests.make import Make
from views.home import owning

NOW = dt.datetime(2026, 6, 17, 9, tzinfo=dt.UTC)


def test_payments_that_a_bank_took_back_lead_to_those_that_are_counted(make: Make, session: Session, login: Any) -> None:
    """Those that were written down within a fortnight, whatever day they say that the bank took them."""
    own = make.organisation(make.location())
    for number, ago in enumerate((1, 13, 15, 200)):
        paid = make.payment(own, kind="card", cents=10_000)
        make.refund(paid, way="chargeback", reference=f"CB-{number}", created_at=NOW - dt.timedelta(days=ago), refunded_on=dt.date(2026, 5, 1))
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
            found = owning(session, dt.date(2026, 6, 17), Actor(id=1, name="Pat", permissions=frozenset(permissions), location_ids=None), None)
        assert [str(each.value) for each in found if each.label == "Overdue invoices"] == told
        assert found, "the other numbers stay"
