"""The location of a drill: organisations by the importer, connected to the sandbox's books, and a month's run of them."""

from __future__ import annotations

import csv
import datetime as dt
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.access.actor import SYSTEM
from app.access.sealing import CARD, marked
from app.access.sealing import sealed as sealed_as
from app.actions.invoice_runs.approve import approve_run
from app.actions.invoice_runs.create import create_run
from app.actions.invoice_runs.preview import preview_run
from app.actions.invoice_runs.send import send_run
from app.actions.packages.import_package import import_package
from app.core import clock
from app.core.entity import db
from app.core.month import Month
from app.integrations.xero import Tokens
from app.models import InvoiceRun, Location, Organisation, PaymentMethod, XeroConnection
from app.sandbox.xero.tenants import tenant_id
from app.work import transaction
from jobs.xero_token import sealed

TENANT = tenant_id("Foyer Demo ZA")
CARD_ACCOUNT = "091"  # of the sandbox's company
MAILS = 2  # addresses of each organisation
ADDRESS, TAX_NUMBER = "1 Kloof Street, Cape Town, 8001", "4123456789"


def settle(organisations: int, control: Callable[[str, Any], Any]) -> int:
    """The location's id, connected to Xero. `control` asks the sandbox; inside an application context."""
    location_id = imported(organisations)
    connected(location_id, control)
    return location_id


def connected(location_id: int, control: Callable[[str, Any], Any]) -> None:
    """As if a person had connected the sandbox's company."""
    told = control("/_control/xero/tokens", {"tenants": [TENANT]})
    until = clock.now() + dt.timedelta(seconds=told["expires_in"])
    tokens = Tokens(told["access_token"], told["refresh_token"], until, told["scope"])
    with transaction(by=SYSTEM) as work:
        connection = work.add(XeroConnection(name="Foyer Demo ZA", tenant_id=TENANT, sealed_token=sealed(tokens), token_expires_at=until))
        work.get(Location, location_id).xero_connection_id = connection.id


def keep_cards(number: int, control: Callable[[str, Any], Any]) -> None:
    """The first so many organisations pay by themselves, each by a card that the sandbox knows. What cards bring has an account in the books."""
    tokens = [str(control("/_control/payfast/tokens", {"notify_url": "http://127.0.0.1:1/"})["result"]).encode() for _card in range(number)]
    with transaction(by=SYSTEM) as work:
        work.session.scalars(select(Location)).one().xero_card_account_code = CARD_ACCOUNT
        chosen = work.session.scalars(select(Organisation).order_by(Organisation.id).limit(number)).all()
        for each, token in zip(chosen, tokens, strict=True):
            work.session.add(
                PaymentMethod(organisation_id=each.id, token_mark=marked(token, CARD), sealed_token=sealed_as(token, CARD), is_default=True)
            )
            each.auto_pay = True


def imported(organisations: int) -> int:
    """The location's id."""
    with tempfile.TemporaryDirectory() as folder:
        for name, rows in sheets(organisations).items():
            with (Path(folder) / f"{name}.csv").open("w", newline="") as file:
                writer = csv.DictWriter(file, list(rows[0]))
                writer.writeheader()
                writer.writerows(rows)
        outcome = import_package(Path(folder), by=SYSTEM)
    if outcome.error_count:
        raise RuntimeError(str(outcome.errors[0]))
    return int(db.session.scalars(select(Location.id)).one())


def sheets(organisations: int) -> dict[str, list[dict[str, str]]]:
    """A data package: two members each."""
    everyone = [(f"ORG{n:04d}", f"u{n}-{seat}@example.org") for n in range(organisations) for seat in (0, 1)]
    place = {"code": "KLF", "name": "Kloof Street", "timezone": "Africa/Johannesburg", "currency": "ZAR", "country": "ZA"}
    desk = {
        "code": "HOT",
        "location": "KLF",
        "name": "Hot desk",
        "primary_price": "2950.00",
        "extra_price": "2450.00",
        "included_primary": "1",
    }
    return {
        "locations": [place | {"invoice_prefix": "KLF", "xero_tracking": "KLF", "address": ADDRESS, "vat_number": TAX_NUMBER}],
        "spaces": [{"code": "S1", "location": "KLF", "name": "Floor 1", "kind": "desk_area"}],
        "memberships": [desk | {"valid_from": "2020-01-01", "xero_item_code": "HOT"}],
        "organisations": [
            {"code": f"ORG{n:04d}", "name": f"Tenant {n}", "location": "KLF", "status": "active", "currency": "ZAR"}
            | {"invoice_email": f"inv{n}@example.org", "accounting_email": f"acc{n}@example.org", "address": "2 Long Street, Cape Town"}
            for n in range(organisations)
        ],
        "users": [{"email": email, "name": email, "organisation": code, "location": "KLF", "roles": "member"} for code, email in everyone],
        "licenses": [
            {"code": f"L{n:05d}", "organisation": code, "user": email, "membership": "HOT", "space": "S1", "start": "2021-01-15"}
            for n, (code, email) in enumerate(everyone)
        ],
    }


def previewed(location_id: int, month: Month) -> InvoiceRun:
    run = create_run(location_id, month, by=SYSTEM, cut_off=month.last)
    return preview_run(run.id, by=SYSTEM)


def begun(location_id: int, month: Month, *, only: Sequence[int] | None = None) -> int:
    """A run that is approved and to be sent, of all organisations or of these; its id."""
    run = previewed(location_id, month)
    run_id, fingerprint = run.id, run.fingerprint
    approve_run(run_id, fingerprint, by=SYSTEM, organisation_ids=only)
    send_run(run_id, by=SYSTEM)
    return run_id
