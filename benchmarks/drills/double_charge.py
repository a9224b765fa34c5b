"""The same invoice is charged by two clicks in two processes at once, and its job is run by two workers at once: PayFast takes the money once (I8)."""

from __future__ import annotations

import json
import os
import time
from multiprocessing import Barrier
from typing import Any

from app import create_app
from app.access.actor import SYSTEM, Actor
from app.access.sealing import CARD, opened
from app.actions.payments.ask_charge import Charge
from app.actions.payments.begin_charge import begin_charge
from app.cli.sandbox import GENEROUS
from app.cli.scratch import scratch
from app.core.entity import db
from app.core.errors import FoyerError
from app.models import PaymentAttempt, PaymentMethod
from app.work import transaction
from benchmarks.drills import card_house, hands
from benchmarks.drills.planting import noticed, replaced
from config import Settings
from jobs import charges
from jobs.child import fork
from jobs.context import inside, settle_in

NAME = "double-charge"
TARGETS = {
    "charged_once": ">= 1",
    "not_charged": "= 0",
    "charged_twice": "= 0",
    "over_paid_cents": "= 0",
    "undecided": "= 0",
    "unexpected": "= 0",
    "promises_broken": "= 0",
    "planted_found": "= 1",
}
FEW, MANY = 150, 2000
PLANTED = 2  # invoices
LONGEST = 60  # seconds that one waits for the other
HANDS = 2  # processes, each of which clicks and works at every invoice


def play(settings: Settings, long: bool) -> dict[str, Any]:
    return raced(settings, invoices=MANY if long else FEW)


def raced(settings: Settings, *, invoices: int) -> dict[str, Any]:
    """At the end a few by a house that asks PayFast without writing down before that it does: there cards have to be charged twice."""
    with scratch(settings, f"the drill {NAME}") as own, hands.vendors(own, GENEROUS) as (placed, ask):
        app = create_app(placed, web=False)
        settle_in(app)
        with app.app_context():
            wanted = card_house.open_invoices(invoices + PLANTED, ask)
            db.session.remove()
            db.engine.dispose()
        began = time.monotonic()
        refused, unexpected, clicks = _clicked(wanted[:invoices])
        seconds = time.monotonic() - began
        with app.app_context():
            figures = card_house.counted(db.session(), ask, invoices)
            undecided = db.session.scalar(db.text("SELECT count(*) FROM payment_attempt WHERE state IN ('open', 'asked', 'lost')"))
            db.session.remove()
            db.engine.dispose()
        with replaced((charges, "ask_charge", _ask_blindly)):
            _clicked(wanted[invoices:])
        twice = sum(times > 1 for times in card_house.charged(ask).values()) - figures["charged_twice"]
    return (
        figures
        | noticed(twice)
        | {
            "not_charged": invoices - figures["charged_once"],
            "clicks": clicks,
            "clicks_too_late": refused,
            "undecided": undecided,
            "unexpected": unexpected,
            "run_seconds": round(seconds, 1),
            "charges_a_second": round(invoices / seconds, 1),
        }
    )


def _clicked(wanted: list[int]) -> list[int]:
    """By all hands at once: clicks that were refused, what nobody expected, and clicks."""
    meeting = Barrier(HANDS)
    told = [_hand(wanted, meeting) for _ in range(HANDS)]
    return [sum(values) for values in zip(*(_said(*each) for each in told), strict=True)]


def _ask_blindly(attempt_id: int, *, by: Actor) -> Charge:
    """The fault: what `ask_charge` returns, and nobody else learns of it."""
    with transaction(by=by) as work:
        attempt = work.get(PaymentAttempt, attempt_id)
        method = work.get(PaymentMethod, attempt.method_id or 0)
        return Charge(opened(method.sealed_token or b"", CARD).decode(), attempt.amount_cents, attempt.reference, "Drill")


def _hand(wanted: list[int], meeting: Any) -> tuple[int, int]:
    """A process that clicks twice at every invoice and then runs its job, in the same instant as the others; its number, and where it says what came of it."""
    reading, writing = os.pipe()
    pid = fork("a hand", lambda: _work(wanted, meeting, writing))
    os.close(writing)
    return pid, reading


def _work(wanted: list[int], meeting: Any, writing: int) -> int:
    refused = unexpected = clicks = 0
    with inside():
        for invoice_id in wanted:
            attempts: set[int] = set()
            meeting.wait(LONGEST)
            for _click in range(2):
                clicks += 1
                try:
                    attempts.add(begin_charge(invoice_id, by=SYSTEM).id)
                except FoyerError:  # paid by then, or somebody is in the way
                    refused += 1
            meeting.wait(LONGEST)
            for attempt_id in attempts:
                try:
                    charges.charge(attempt_id)
                except FoyerError:  # the other one holds it: the outbox would try again
                    refused += 1
                except Exception:  # noqa: BLE001 - counted, and a target
                    unexpected += 1
                db.session.rollback()
        db.session.remove()
    with os.fdopen(writing, "w") as pipe:
        json.dump([refused, unexpected, clicks], pipe)
    return 0


def _said(pid: int, reading: int) -> tuple[int, int, int]:
    with os.fdopen(reading) as pipe:
        text = pipe.read()
    _, status = os.waitpid(pid, 0)
    if status or not text:
        raise RuntimeError("a hand ended before its time")
    refused, unexpected, clicks = json.loads(text)
    return refused, unexpected, clicks
