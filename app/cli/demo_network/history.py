"""The past of the demo network: each month previewed, approved and sent on its own first day, with the world switched off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy import select, text

from app.access.actor import Actor
from app.actions.deliveries.prepare import addressed, prepare_deliveries
from app.actions.invoice_runs.approve import approve_run
from app.actions.invoice_runs.create import create_run
from app.actions.invoice_runs.preview import preview_run
from app.actions.xero.record import DocumentInXero
from app.cli.demo_network.hat import HISTORY, SEED
from app.core import clock
from app.core.month import Month
from app.models import CreditNote, Invoice, Location
from app.models.delivery import DeliveryKind
from app.queries.xero_papers import PaperKind
from app.work import Work, routes

# How many of a hundred invoices are paid by now, by how many months ago they were sent; the rest is debt, some of it old.
PAID = {1: 62, 2: 91}
PAID_LONG_AGO = 98
# The money of each came by one transfer, some days before its day or some days late.
PAYMENTS = """
INSERT INTO payment (organisation_id, location_id, kind, currency, amount_cents, credit_cents, received_on, reference, recorded_by, key)
SELECT organisation_id, location_id, 'eft', currency, paid_cents, 0, least(:today, greatest(issued_on, due_on + (id * 7 % 17)::int - 8)), 'EFT ' || number, 'Foyer', 'eft:history-' || number
FROM invoice WHERE id = ANY(:ids) AND paid_cents > 0 ORDER BY id
"""
PARTS = """
INSERT INTO payment_part (payment_id, invoice_id, cents, applied_on)
SELECT p.id, i.id, p.amount_cents, p.received_on FROM payment p JOIN invoice i ON p.key = 'eft:history-' || i.number WHERE i.id = ANY(:ids)
"""


def live_through(work: Work, locations: list[Location], this_month: Month, *, by: Actor) -> None:
    """Fourteen months, ending with the one before this."""
    _long_known(work, this_month.plus(-HISTORY - 1))
    with world_switched_off():
        for back in range(HISTORY, 0, -1):
            for location in locations:
                _bill(work, location, this_month.plus(-back), by=by)
    _settle(work, this_month)
    _print(work, this_month.previous)


@contextmanager
def world_switched_off() -> Iterator[None]:
    """No event has a consequence inside: nobody is told, nothing is queued."""
    kept = dict(routes)
    routes.clear()
    try:
        yield
    finally:
        routes.update(kept)


def _long_known(work: Work, before: Month) -> None:
    """What was imported a moment ago has been known since before the first run, so that nothing looks typed in late (P11)."""
    run = work.session.execute
    run(text("ALTER TABLE license DISABLE TRIGGER touches_license"))
    run(text("UPDATE license SET created_at = starts_on - 14, touched_at = :day"), {"day": before.first})
    run(text("ALTER TABLE license ENABLE TRIGGER touches_license"))
    run(text("UPDATE membership_price SET created_at = coalesce(valid_from, date '2020-01-01') - 45"))
    run(
        text(
            "UPDATE organisation o SET created_at = coalesce((SELECT min(starts_on) - 20 FROM license WHERE organisation_id = o.id), o.created_at)"
        )
    )


def _bill(work: Work, location: Location, month: Month, *, by: Actor) -> None:
    morning = dt.datetime.combine(month.first, dt.time(9, 30), ZoneInfo(location.zone)).astimezone(dt.UTC)
    with clock.lived_at(morning):
        run = create_run(location.id, month, by=by)
        preview_run(run.id, by=by)
    with clock.lived_at(morning + dt.timedelta(minutes=40)):
        approve_run(run.id, run.fingerprint, by=by)
    for kind, model in ((DeliveryKind.INVOICE, Invoice), (DeliveryKind.CREDIT_NOTE, CreditNote)):
        documents = list(work.session.scalars(select(model.id).where(model.run_id == run.id)))
        prepare_deliveries(work, kind, location, run.id, addressed(work, kind, documents))
    _sent(work, run.id, morning + dt.timedelta(minutes=43))


def _sent(work: Work, run_id: int, at: dt.datetime) -> None:
    """Every step of every document is done: on paper, and at every address."""
    known = {"run": run_id, "at": at}
    for statement in (
        "UPDATE step SET state = 'done', attempt = 1, started_at = :at, done_at = :at WHERE run_id = :run",
        "UPDATE delivery SET state = 'sent', attempt = 1, started_at = :at, sent_at = :at WHERE run_id = :run",
        "UPDATE invoice SET status = 'sent', sent_at = :at, send_wanted_at = :at WHERE run_id = :run",
        "UPDATE credit_note SET status = 'sent', sent_at = :at, send_wanted_at = :at WHERE run_id = :run",
        "UPDATE invoice_run SET status = 'done', send_wanted_at = :at WHERE id = :run",
    ):
        work.session.execute(text(statement), known)
    work.session.expire_all()


def _settle(work: Work, this_month: Month) -> None:
    """Most invoices are paid, the older the more; a few in part."""
    random = Random(SEED)  # noqa: S311 - the same debtors every time
    paid, in_part = [], []
    rows = work.session.execute(text("SELECT id, month, total_cents FROM invoice WHERE status = 'sent' ORDER BY number")).all()
    for row_id, first, total in rows:
        back = next(back for back in range(1, HISTORY + 1) if this_month.plus(-back).first == first)
        luck = random.randrange(100)
        if luck < PAID.get(back, PAID_LONG_AGO):
            paid.append(row_id)
        elif luck % 3 == 0 and total > 100:
            in_part.append(row_id)
    run = work.session.execute
    run(text("UPDATE invoice SET status = 'paid', paid_cents = total_cents WHERE id = ANY(:ids)"), {"ids": paid})
    run(text("UPDATE invoice SET status = 'part_paid', paid_cents = total_cents / 2 WHERE id = ANY(:ids)"), {"ids": in_part})
    for statement in (PAYMENTS, PARTS):
        run(text(statement), {"ids": paid + in_part, "today": clock.today("Africa/Johannesburg")})
    work.session.expire_all()


def _print(work: Work, month: Month) -> None:
    """The PDFs of last month are made in the background once the workers start; older ones when somebody asks for them."""
    for kind, model in ((PaperKind.INVOICE, Invoice), (PaperKind.CREDIT_NOTE, CreditNote)):
        ids = work.session.scalars(select(model.id).where(model.month == month).order_by(model.id)).all()
        work.emit_all([DocumentInXero(kind.value, row_id) for row_id in ids])
