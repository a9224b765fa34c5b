"""kill -9 before any statement of a charge and around PayFast's answer: nobody is charged twice, and what was taken is a payment afterwards."""

from __future__ import annotations

import os
import signal
from typing import Any

from sqlalchemy import Engine, event

from app import create_app
from app.access.actor import SYSTEM
from app.actions.payments.begin_charge import begin_charge
from app.cli.sandbox import GENEROUS
from app.cli.scratch import scratch
from app.core.entity import db
from app.core.errors import Refused
from app.integrations.wire import Wire
from benchmarks.drills import card_house, hands
from config import Settings
from jobs import charges
from jobs.child import fork
from jobs.context import inside, settle_in

NAME = "kill-charge"
TARGETS = {
    "kills": ">= 30",
    "charged_twice": "= 0",
    "taken_and_not_paid": "= 0",
    "left_open": "= 0",
    "unknown_and_not_taken": "<= 1",
    "over_paid_cents": "= 0",
    "promises_broken": "= 0",
}
MOST = 90  # points of one charge; a charge that ends before has been killed everywhere


def play(settings: Settings, long: bool) -> dict[str, Any]:
    """Every point, whatever `long` says."""
    return killed(settings)


def killed(settings: Settings, every: int = 1) -> dict[str, Any]:
    """At each point of a charge, or at every so-manieth."""
    with scratch(settings, f"the drill {NAME}") as own, hands.vendors(own, GENEROUS) as (placed, ask):
        app = create_app(placed, web=False)
        settle_in(app)
        with app.app_context():
            wanted = card_house.open_invoices(MOST // every, ask)
            db.session.remove()
            db.engine.dispose()
        kills = 0
        for number, invoice_id in enumerate(wanted):
            is_killed = _killed(invoice_id, 1 + every * number)
            _again(invoice_id)
            if not is_killed:
                break
            kills += 1
        with app.app_context():
            figures = card_house.counted(db.session(), ask, kills + 1)
            lost = db.session.scalar(db.text("SELECT count(*) FROM payment_attempt WHERE state = 'lost'")) or 0
            open_still = db.session.scalar(db.text("SELECT count(*) FROM payment_attempt WHERE state IN ('open', 'asked')")) or 0
            db.session.remove()
            db.engine.dispose()
    return figures | {
        "kills": kills,
        "taken_and_not_paid": figures["charged_once"] - figures["paid"],
        "unknown_and_not_taken": lost,
        "left_open": open_still,
    }


def _killed(invoice_id: int, point: int) -> bool:
    """Does a process that charges die at its point number `point`? Points are statements, and both sides of a call to the vendor."""

    def work() -> int:
        seen = 0

        def passing(*_: Any) -> None:
            nonlocal seen
            seen += 1
            if seen == point:
                os.kill(os.getpid(), signal.SIGKILL)

        ask = Wire.request

        def around(wire: Wire, *given: Any, **named: Any) -> Any:
            passing()
            answer = ask(wire, *given, **named)
            passing()
            return answer

        with inside():
            event.listen(Engine, "before_cursor_execute", passing)
            event.listen(Engine, "commit", passing)
            setattr(Wire, "request", around)  # noqa: B010 - in this process alone, which ends soon
            charges.charge(begin_charge(invoice_id, by=SYSTEM).id)
        return 0

    _, status = os.waitpid(fork("to be killed", work), 0)
    if status and not os.WIFSIGNALED(status):
        raise RuntimeError("what was to be killed failed by itself")
    return os.WIFSIGNALED(status)


def _again(invoice_id: int) -> None:
    """What the outbox and the person do next: the click again, the job again, and the round that looks things up."""
    with inside():
        try:
            charges.charge(begin_charge(invoice_id, by=SYSTEM).id)
        except Refused:  # paid by then
            db.session.rollback()
        charges.follow()
        db.session.remove()
        db.engine.dispose()
