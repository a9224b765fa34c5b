"""1,000 approved invoices of customers whom Xero does not know, and the payments of all of them, into Xero within its own limits: 60 calls a minute, 5 at once."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app import create_app
from app.access.actor import SYSTEM
from app.actions.invoice_runs.approve import approve_run
from app.actions.invoice_runs.create import create_run
from app.actions.invoice_runs.preview import preview_run
from app.actions.payments.record_eft import record_eft
from app.actions.xero.keep_reading import want_reading
from app.core import clock
from app.core.entity import db
from app.integrations.xero import Tokens
from app.models import Invoice, Location, XeroConnection
from app.queries.xero_differences import found_differences
from app.sandbox.xero.limits import Limits
from app.sandbox.xero.tenants import tenant_id
from benchmarks.drills.hands import vendors
from benchmarks.fresh import seconds
from benchmarks.network import MONTH, make_network
from config import Settings
from jobs import runner
from jobs.context import settle_in
from jobs.xero_token import sealed

NAME = "xero-push"
TARGETS = {
    "in_xero": "1000",
    "paid_there": "1000",
    "doubled": "0",
    "busiest_minute": "<= 60",
    "most_at_once": "<= 5",
    "ignored_429": "0",
    "differences": "0",
}
INVOICES = 1_000
TENANT = tenant_id("Foyer Demo ZA")
DUE = "SELECT id FROM outbox_message WHERE queue = 'xero' AND state IN ('due', 'queued') AND not_before <= now() ORDER BY id LIMIT 200"
LEFT = "SELECT count(*) FROM outbox_message WHERE queue = 'xero' AND state IN ('due', 'queued', 'running')"


def measure(settings: Settings, long: bool, invoices: int = INVOICES, limits: Limits | None = None) -> dict[str, Any]:
    """PDFs and mails wait meanwhile: what is measured is Xero."""
    with vendors(settings, limits or Limits()) as (placed, ask):
        app = create_app(placed, web=False)
        settle_in(app)
        with app.app_context():
            location = make_network(db.session(), "ONE", invoices)
            connect(db.session(), location, ask)
            run = create_run(location.id, MONTH, by=SYSTEM, cut_off=MONTH.last)
            preview_run(run.id, by=SYSTEM)
            approve_run(run.id, run.fingerprint, by=SYSTEM)
            pushed = seconds(drain)
            pay(db.session())
            paid = seconds(drain)
            want_reading(by=SYSTEM)
            read = seconds(drain)
            differ = len(found_differences(db.session(), location.xero_connection_id or 0, by=SYSTEM))
        return {
            **counted(ask),
            "push_seconds": round(pushed, 1),
            "payments_seconds": round(paid, 1),
            "reading_seconds": round(read, 1),
            "differences": differ,
        }


def holds(figures: dict[str, Any]) -> bool:
    agrees = (figures["in_xero"], figures["paid_there"], figures["doubled"], figures["ignored_429"], figures["differences"]) == (
        INVOICES,
        INVOICES,
        0,
        0,
        0,
    )
    return bool(agrees and figures["busiest_minute"] <= Limits.minute and figures["most_at_once"] <= Limits.concurrent)


def connect(session: Session, location: Location, ask: Callable[..., Any]) -> None:
    """As if a person had connected the sandbox's company; none of its contacts is known."""
    given = ask("/_control/xero/tokens", {"tenants": [TENANT]})
    until = clock.now() + dt.timedelta(seconds=given["expires_in"])
    books = session.get_one(XeroConnection, location.xero_connection_id)
    books.tenant_id, books.token_expires_at = TENANT, until
    books.sealed_token = sealed(Tokens(given["access_token"], given["refresh_token"], until, given["scope"]))
    location.xero_eft_account_code = "090"
    session.execute(text("DELETE FROM xero_contact"))
    session.execute(text("UPDATE organisation SET name = name || ' ' || code"))  # Xero takes no two contacts of one name
    session.commit()


def drain() -> None:
    """All that is to be told to Xero, one job after the other, as its one worker does."""
    while db.session.scalar(text(LEFT)):
        due = db.session.scalars(text(DUE)).all()
        db.session.rollback()
        for message_id in due:
            runner.run(message_id)
        if not due:
            time.sleep(0.2)
    db.session.rollback()


def pay(session: Session) -> None:
    """An EFT of each customer, once its invoice was sent."""
    session.execute(text("UPDATE invoice SET status = 'sent', sent_at = now()"))
    session.commit()
    found = session.execute(select(Invoice.organisation_id, Invoice.total_cents, Invoice.number).where(Invoice.total_cents > 0)).all()
    day = dt.date.today()  # noqa: DTZ011 - any day not to come
    for organisation_id, cents, number in found:
        record_eft(organisation_id, key=f"bench-{number}", amount_cents=cents, received_on=day, reference=str(number), by=SYSTEM)


def counted(ask: Callable[..., Any]) -> dict[str, Any]:
    """What Xero holds, and how it was called."""
    held = [one for one in ask(f"/_control/xero/{TENANT}/Invoices")["Invoices"] if one["Status"] != "DELETED"]
    payments = ask(f"/_control/xero/{TENANT}/Payments")["Payments"]
    at_once = ask("/_control")["most_at_once"].get(TENANT, 0)
    calls = list(reversed(ask("/_control/calls?pattern=*/api.xro/*&limit=5000")["calls"]))
    taken = [each["at"] for each in calls if each["status"] != 429]
    pairs = itertools.pairwise(calls)
    return {
        "in_xero": len({one["InvoiceNumber"] for one in held if one["Status"] in ("AUTHORISED", "PAID")}),
        "paid_there": sum(one["Status"] == "PAID" for one in held),
        "doubled": len(held)
        - len({one["InvoiceNumber"] for one in held})
        + len(payments)
        - len({json.dumps(one["Invoice"]) for one in payments}),
        "calls": len(calls),
        "busiest_minute": max(sum(at <= other < at + 60 for other in taken) for at in taken),
        "most_at_once": at_once,
        "answered_429": sum(each["status"] == 429 for each in calls),
        "ignored_429": sum(first["status"] == 429 and then["at"] - first["at"] < 1 for first, then in pairs),
    }
