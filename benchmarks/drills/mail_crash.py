"""kill -9 in the instant after the mail server said 250 and before that is written down: shown to a person, and at most one twin a kill, under the same Message-ID."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from app import create_app
from app.access.actor import SYSTEM
from app.actions.deliveries.decide import mark_sent, resend
from app.cli.sandbox import GENEROUS
from app.cli.scratch import scratch
from app.core.entity import db
from app.core.month import Month
from app.models import Delivery
from app.models.delivery import DeliveryState
from app.queries.verify.books import verify
from benchmarks.drills import hands, network
from config import Settings
from jobs.context import settle_in

NAME = "mail-crash"
TARGETS = {
    "kills": ">= 4",
    "not_shown": "= 0",
    "lost": "= 0",
    "twins_unasked": "= 0",
    "most_twins_a_kill": "<= 1",
    "other_message_id": "= 0",
    "undecided": "= 0",
    "promises_broken": "= 0",
    "planted_found": "= 1",
}
MONTH = Month(2026, 6)
BLIND = "UPDATE delivery SET state = 'todo' WHERE state = 'sending'"


def play(settings: Settings, long: bool) -> dict[str, Any]:
    """Every mail of 100 invoices with `long`, otherwise of 6: each one's hands are killed once."""
    return killed(settings, invoices=100 if long else 6)


def killed(settings: Settings, *, invoices: int) -> dict[str, Any]:
    """A person then looks at each mail that is shown as unknown, and lets every other one go again. Exactly once cannot be promised over SMTP: what can is counted here.

    At the end the same with a house that is blind: it takes a mail that was being handed over for one that was not. That has to be seen as twins that nobody asked for.
    """
    began = time.monotonic()
    with scratch(settings, f"the drill {NAME}") as own, hands.vendors(own, GENEROUS) as (placed, ask):
        app = create_app(placed, web=False)
        settle_in(app)
        with app.app_context():
            location_id = network.settle(invoices, ask)
            network.begun(location_id, MONTH)
            _let_go()
        kills = _kill_all()
        with app.app_context():
            unasked = _twins(ask)
            unknown = list(db.session.scalars(db.select(Delivery.id).where(Delivery.state == DeliveryState.UNKNOWN).order_by(Delivery.id)))
            for number, delivery_id in enumerate(unknown):
                (resend if number % 2 else mark_sent)(delivery_id, by=SYSTEM)
            _let_go()
        hands.work()
        with app.app_context():
            figures = _counted(ask, kills, len(unknown), unasked)
            network.begun(location_id, MONTH.next)
            _let_go()
        _kill_all(blind=app)
        with app.app_context():
            planted = _twins(ask) - figures["twins"]
            _let_go()
    return figures | {"planted_twins": planted, "planted_found": int(planted > 0), "seconds": round(time.monotonic() - began, 1)}


def _kill_all(*, blind: Any = None) -> int:
    """Hands after hands, each of which dies at its first yes, until nothing is left to do; how many died."""
    kills = 0
    while hands.work(die_after=1, only=hands.MAIL) == 0:
        kills += 1
        if blind is not None:
            with blind.app_context(), db.engine.begin() as connection:
                connection.execute(db.text(BLIND))
            if kills == 2:
                break
    return kills


def _counted(ask: Callable[..., Any], kills: int, unknown: int, unasked: int) -> dict[str, Any]:
    kept = Counter(mail["message_id"] for mail in ask("/mail.json?limit=100000")["mails"])
    rows = list(db.session.scalars(db.select(Delivery)))
    figures = {
        "mails": len(rows),
        "kills": kills,
        "shown_as_unknown": unknown,
        "not_shown": kills - unknown,
        "twins_unasked": unasked,
        "twins": _twins(ask),
        "most_twins_a_kill": max(kept.values()) - 1,
        "other_message_id": len(kept.keys() - {row.message_id for row in rows}),
        "lost": sum(not kept[row.message_id] for row in rows),
        "undecided": sum(row.state is not DeliveryState.SENT for row in rows),
        "promises_broken": sum(bool(outcome.violations) for outcome in verify(db.session()).values()),
    }
    db.session.rollback()
    return figures


def _twins(ask: Callable[..., Any]) -> int:
    """Mails that came a second time, under one Message-ID."""
    kept = Counter(mail["message_id"] for mail in ask("/mail.json?limit=100000")["mails"])
    return sum(times - 1 for times in kept.values())


def _let_go() -> None:
    db.session.remove()
    db.engine.dispose()
