"""Xero allows 60 calls a minute: the run waits as long as it is told, not a call sooner, and comes through."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from app import create_app
from app.cli.scratch import scratch
from app.core.entity import db
from app.core.month import Month
from app.integrations.xero.calls import Calls
from app.sandbox.xero.limits import Limits
from benchmarks.drills import hands, network, verdict
from benchmarks.drills.planting import noticed, replaced
from config import Settings
from jobs import xero_token
from jobs.context import settle_in

NAME = "rate-limit"
TARGETS = verdict.TARGETS | {"refused_calls": ">= 1", "calls_too_soon": "= 0", "jobs_that_failed": "= 0", "planted_found": "= 1"}
MONTH = Month(2026, 6)
REAL, WIDE = Limits(), Limits(minute=6000, day=100_000)
CALLS = ("GET */Contacts/*", "PUT */Contacts*", "PUT */Invoices*", "POST */Invoices*")
PLANTED = 2  # invoices
PAUSE = 2  # seconds that the short drill is told to wait at each of them


def play(settings: Settings, long: bool) -> dict[str, Any]:
    """With `long` 100 new customers at Xero's real limit, which takes about four minutes; otherwise a few refusals of two seconds."""
    return limited(settings, invoices=100 if long else 12, long=long)


def limited(settings: Settings, *, invoices: int, long: bool) -> dict[str, Any]:
    """At the end two invoices of a house that does not rest when it is told to: there calls have to come too soon."""
    figures = _run(settings, invoices=invoices, long=long)
    with replaced((Calls, "__init__", _never_resting(Calls.__init__))):
        planted = _run(settings, invoices=PLANTED, long=False, waits=False)
    return figures | noticed(int(planted["calls_too_soon"]))


def _run(settings: Settings, *, invoices: int, long: bool, waits: bool = True) -> dict[str, Any]:
    with scratch(settings, f"the drill {NAME}") as own, hands.vendors(own, REAL if long else WIDE) as (placed, ask):
        app = create_app(placed, web=False)
        settle_in(app)
        with app.app_context():
            location_id = network.settle(invoices, ask)
            network.begun(location_id, MONTH)
            db.session.remove()
        if not long:
            for pattern in CALLS:
                ask("/_control/faults", {"vendor": "xero", "kind": "429", "pattern": pattern, "seconds": PAUSE})
        began = time.monotonic()
        hands.work(waits=waits, breath=xero_token.BREATH if long else 0)
        with app.app_context():
            figures = verdict.verdict(invoices, ask)
            failed = db.session.scalar(db.text("SELECT count(*) FROM outbox_message WHERE failures > 0")) or 0
            db.session.remove()
            db.engine.dispose()
        calls = sorted(ask("/_control/calls?pattern=*/api.xro/*")["calls"], key=lambda call: call["id"])
    refused = [number for number, call in enumerate(calls) if call["status"] == 429]
    return figures | {
        "calls": len(calls),
        "refused_calls": len(refused),
        "calls_too_soon": sum(_too_soon(calls, number, long=long) for number in refused),
        "jobs_that_failed": failed,
        "run_seconds": round(time.monotonic() - began, 1),
    }


def _never_resting(made: Callable[..., None]) -> Callable[..., None]:
    return lambda calls, **named: made(calls, **named | {"rest": None})


def _too_soon(calls: list[dict[str, Any]], number: int, *, long: bool) -> bool:
    """The next call came before the time that the refusal named: when the minute of the limit is over."""
    if number + 1 == len(calls):
        return False
    at = float(calls[number]["at"])
    if not long:
        return float(calls[number + 1]["at"]) < at + PAUSE
    first = min(float(call["at"]) for call in calls[:number] if call["status"] != 429 and float(call["at"]) > at - 60)
    return float(calls[number + 1]["at"]) < first + 60
