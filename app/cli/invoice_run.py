"""invoice-run: open, approve and send a month's invoices at a location, and print the state of every step."""

from __future__ import annotations

import argparse
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from app.access.actor import SYSTEM
from app.cli.invoice_preview import day, month
from app.cli.opened import opened
from app.cli.say import say, show
from app.core.errors import Missing, Refused
from app.core.money import plain
from config import Mode, Settings

if TYPE_CHECKING:
    from app.models import InvoiceRun, PaymentAttempt
    from app.queries.progress import DocumentShown, Progress

PATIENCE = 300


def main(argv: list[str], settings: Settings) -> int:
    wanted = _arguments().parse_args(argv)
    with opened(settings) as app:
        running: Settings = app.extensions["settings"]
        run = _run(wanted)
        if wanted.approve:
            _approve(run)
        if wanted.send:
            _send(run)
        until = time.monotonic() + PATIENCE
        with _vendors(running):
            _work_off(lambda: _is_moving(run.id), until)
            if wanted.charge:
                charge_run(run.id)
                _work_off(lambda: _is_charging(run.id), until)
            _work_off(lambda: _is_giving(run.id), until)
        from app.core.entity import db
        from app.queries.charges import charges_of_run
        from app.queries.progress import progress

        found = progress(run.id, by=SYSTEM, limit=100_000)
        if wanted.json:
            show(_shown(found, charges_of_run(db.session(), run.id)))
        else:
            say(f"  {found.run}: {found.run.status.value}, {found.total} documents, {found.stuck} steps need a look")
        return 1 if found.stuck else 0


def _run(wanted: argparse.Namespace) -> InvoiceRun:
    """The month's run, or a new one, previewed as long as something of it is open. Raises Refused for a cut-off other than that of a run which is approved."""
    from sqlalchemy import select

    from app.actions.invoice_runs.choose_cut_off import choose_cut_off
    from app.actions.invoice_runs.create import create_run
    from app.actions.invoice_runs.preview import preview_run
    from app.core.entity import db
    from app.models import InvoiceRun, Location
    from app.queries.runs import is_open
    from app.rules.due_dates import cut_off as last_usage_day

    location = db.session.scalar(select(Location).where(Location.code == wanted.location))
    if location is None:
        raise Missing(f"No location has the code {wanted.location}.")
    query = select(InvoiceRun).where(InvoiceRun.location_id == location.id, InvoiceRun.month == wanted.month)
    run = db.session.scalars(query.order_by(InvoiceRun.sequence.desc())).first()
    if run is None:
        run = create_run(location.id, wanted.month, by=SYSTEM, cut_off=wanted.cut_off)
    elif is_open(db.session(), run) and wanted.cut_off is not None:
        return choose_cut_off(run.id, last_usage_day(run.month, wanted.cut_off), by=SYSTEM)
    elif wanted.cut_off is not None and last_usage_day(run.month, wanted.cut_off) != run.cut_off:
        raise Refused(f"{run} is approved, with charges until {run.cut_off}: no other day can be chosen any more.")
    return preview_run(run.id, by=SYSTEM) if is_open(db.session(), run) else run


def _approve(run: InvoiceRun) -> None:
    """All that is open in it; a script that runs twice finds nothing."""
    from app.actions.invoice_runs.approve import approve_run
    from app.core.entity import db
    from app.queries.runs import is_open

    if not is_open(db.session(), run):
        say(f"  Nothing is left to approve in {run}.")
        return
    made = approve_run(run.id, run.fingerprint, by=SYSTEM)
    if made.needs_second:
        say(f"  {run} is above the amount that one person approves alone; a second person approves it on its page.")
    else:
        say(f"  {made.invoices} invoices and {made.credit_notes} credit notes, {plain(made.total_cents)} in all")


def _send(run: InvoiceRun) -> None:
    from app.actions.invoice_runs.send import send_run

    try:
        send_run(run.id, by=SYSTEM)
    except Refused as nothing:  # sending what was sent is no fault of a script
        say(f"  {nothing.message}")


def charge_run(run_id: int) -> None:
    """The default cards of those who pay by card automatically, where sending has not charged them already."""
    from sqlalchemy import select

    from app.actions.payments.auto_pay import auto_pay
    from app.core.entity import db
    from app.models import Invoice

    for invoice_id in db.session.scalars(select(Invoice.id).where(Invoice.run_id == run_id).order_by(Invoice.id)).all():
        auto_pay(invoice_id, by=SYSTEM)


@contextmanager
def _vendors(settings: Settings) -> Iterator[None]:
    """Outside production the vendors stand in this process, unless a running Foyer has them already."""
    if settings.mode is Mode.PRODUCTION or _answers(settings.sandbox_port):
        yield
        return
    from app.sandbox.house import Sandbox

    sandbox = Sandbox(settings.var / "sandbox", http_port=settings.sandbox_port, smtp_port=settings.sandbox_smtp_port)
    sandbox.start()
    try:
        yield
    finally:
        sandbox.stop()


def _answers(port: int) -> bool:
    with socket.socket() as door:
        door.settimeout(1)
        return door.connect_ex(("127.0.0.1", port)) == 0


def _is_moving(run_id: int) -> bool:
    from app.queries.progress import progress

    return progress(run_id, by=SYSTEM, limit=1).is_moving


def _is_charging(run_id: int) -> bool:
    """A charge was begun and nobody has asked for it yet, or is asking. What is lost is for a later look."""
    from app.core.entity import db
    from app.models.payment_attempt import AttemptState
    from app.queries.charges import charges_of_run

    return any(each.state in (AttemptState.OPEN, AttemptState.ASKED) for each in charges_of_run(db.session(), run_id).values())


def _is_giving(run_id: int) -> bool:
    """What its invoices bring is being given, or is about to be: nobody has looked yet. What waits behind a failed one is for a later look."""
    from app.core.entity import db
    from app.queries.progress import OPEN, STUCK
    from app.queries.run_charges import fulfilment_states, is_wanting

    found = fulfilment_states(db.session(), run_id)
    return is_wanting(db.session(), run_id) or (any(found.get(each) for each in OPEN) and not any(found.get(each) for each in STUCK))


def _work_off(is_going_on: Callable[[], bool], until: float) -> None:
    """Do what the workers would; beside running workers it does no harm, since every job is claimed once."""
    from sqlalchemy import func, select

    from app.core.entity import db
    from app.models import OutboxMessage
    from app.models.outbox import OutboxState
    from jobs import runner

    while time.monotonic() < until and is_going_on():
        due = select(OutboxMessage.id).where(
            OutboxMessage.state.in_((OutboxState.DUE, OutboxState.QUEUED)), OutboxMessage.not_before <= func.now()
        )
        waiting = db.session.scalars(due.order_by(OutboxMessage.id).limit(100)).all()
        db.session.rollback()
        for message_id in waiting:
            runner.run(message_id)
        if not waiting:
            time.sleep(0.3)
        db.session.rollback()


def _shown(found: Progress, charges: dict[int, PaymentAttempt]) -> dict[str, Any]:
    run = found.run
    return {
        "run": {
            "location": run.location.code,
            "month": str(run.month),
            "sequence": run.sequence,
            "cut_off": run.cut_off.isoformat(),
            "status": run.status.value,
            "fingerprint": run.fingerprint,
            "net": plain(run.net_cents),
            "vat": plain(run.vat_cents),
            "total": plain(run.total_cents),
        },
        "steps": {name: dict(states) for name, states in found.counted.items()},
        "documents": [_document(each, charges.get(each.id) if each.kind == "invoice" else None) for each in found.documents],
    }


def _document(each: DocumentShown, charge: PaymentAttempt | None) -> dict[str, Any]:
    return {
        "kind": each.kind,
        "number": each.number,
        "organisation": each.organisation,
        "status": each.status,
        "total": plain(each.total_cents),
        "currency": each.currency,
        "steps": {"number": {"state": "done", "reason": ""}}
        | {name: {"state": step.state, "reason": step.reason} for name, step in each.steps.items()},
        "deliveries": [{"address": mail.address, "state": mail.state, "reason": mail.reason} for mail in each.deliveries],
        "charge": None if charge is None else {"state": charge.state.value, "amount": plain(charge.amount_cents), "reason": charge.reason},
        "fulfil": [{"what": row.what, "state": row.state, "reason": row.reason} for row in each.brings],
    }


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("run.py invoice-run", description=__doc__)
    parser.add_argument("--location", required=True, metavar="CODE")
    parser.add_argument("--month", required=True, type=month, metavar="2026-06")
    parser.add_argument(
        "--cut-off",
        type=day,
        metavar="DATE",
        help="the last day whose charges count, as long as something of the run is open; default today, never after the month",
    )
    parser.add_argument("--approve", action="store_true", help="approve what is open in the preview")
    parser.add_argument("--send", action="store_true", help="mail what is approved")
    parser.add_argument("--charge", action="store_true", help="charge the cards of those who pay automatically")
    parser.add_argument("--json", action="store_true", help="print everything as JSON")
    return parser
