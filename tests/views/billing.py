"""A location with two months, and a browser's way of pressing buttons."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.actions.invoice_runs.approve import approve_run
from app.actions.invoice_runs.create import create_run
from app.actions.invoice_runs.preview import preview_run
from app.core.month import Month
from app.models import Invoice, InvoiceRun

JUNE, JULY = Month(2026, 6), Month(2026, 7)


def previewed(location: Any, month: Month, by: Any) -> InvoiceRun:
    run = create_run(location.id, month, by=by, cut_off=month.last)
    return preview_run(run.id, by=by)


def printed(make: Any, world: Any, by: Any, session: Any) -> Invoice:
    """An invoice to one@example.com, approved and printed; nobody has sent it."""
    location = make.location(sender_email="kloof@example.com")
    make.license(make.organisation(location, invoice_email="one@example.com", accounting_email=""), make.membership(location))
    run = previewed(location, JUNE, by)
    approve_run(run.id, run.fingerprint, by=by)
    world.run_jobs()
    return session.scalars(select(Invoice)).one()  # type: ignore[no-any-return]


def two_months(make: Any, by: Any, **wishes: Any) -> tuple[Any, InvoiceRun]:
    """June approved; July previewed with one who joined, one who is gone and one with a day pass. (location, July's run)."""
    location = make.location(name="Kloof", invoice_prefix="KLF", **wishes)
    desk = make.membership(location, name="Desk")
    acme, zed, gone = (make.organisation(location, name=name) for name in ("Acme", "Zed =Ltd", "Gone"))
    make.license(acme, desk)
    make.license(zed, desk)
    make.license(gone, desk, ends_on=dt.date(2026, 6, 30))
    june = previewed(location, JUNE, by)
    approve_run(june.id, june.fingerprint, by=by)
    make.license(make.organisation(location, name="Newcomer"), desk, starts_on=dt.date(2026, 7, 1))
    make.adhoc(acme, date=dt.date(2026, 7, 2), description="Day pass", unit_price_cents=25000)
    return location, previewed(location, JULY, by)


def text_of(answer: TestResponse) -> str:
    """What people read in the main part of a page."""
    page = answer.get_data(as_text=True)
    main = page.split("<main", 1)[-1].split("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)).replace("\xa0", " ")


def press(client: FlaskClient, to: str, page: str, **fields: Any) -> TestResponse:
    """POST with the token of a page."""
    token = client.get(page).get_data(as_text=True).split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    return client.post(to, data={"csrf_token": token, **fields})


def instead(login: Any, client: FlaskClient, role: str, **wishes: Any) -> FlaskClient:
    """The same browser, another person."""
    client.delete_cookie("foyer")
    return login(role, **wishes)
