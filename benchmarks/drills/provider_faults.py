"""Each call that moves money at Xero, PayFast and PaperCut fails in each of eleven ways: it ends right, or waits for a person with its reason."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from typing import Any

from app import create_app
from app.cli.sandbox import GENEROUS
from app.cli.say import say
from app.cli.scratch import scratch
from app.core.entity import db
from app.integrations.errors import Retry, Trouble
from app.integrations.wire import Patience, Wire
from benchmarks.drills import books, fault_calls_cards, fault_calls_xero, hands
from benchmarks.drills.fault_house import RIGHT, Call, FaultHouse, close
from benchmarks.drills.planting import noticed, replaced
from config import Settings
from jobs import charges
from jobs.context import settle_in

NAME = "provider-faults"
FAULTS = ("429", "500", "503", "cut_before", "500_after", "cut_after", "cut_body", "wrong_json", "late", "silent", "slow")
# What the vendor does so slowly that Foyer no longer waits: the fault of the sandbox, and its seconds. It acts late, but within
# the minute that Foyer leaves it before anything is repeated; acts and is silent; acts and sends a byte a second, or nearly.
TOO_SLOW = {"late": ("delay", 2.5), "silent": ("slow_body", 2.5), "slow": ("slow_body", 0.9)}
HASTE = Patience(connect=1, read=1, whole=2)  # instead of 5, 30 and 60 seconds, so that each of these is over soon
PLANTED, BLIND = fault_calls_cards.CALLS[0], "cut_after"
CALLS = (*fault_calls_cards.CALLS, *fault_calls_xero.CALLS)
TARGETS = {"wrong": "= 0", "not_struck": "= 0", "promises_broken": "= 0", "planted_found": "= 1"}
SHORT = ("cut_before", "cut_after", "late", "silent")


def play(settings: Settings, long: bool) -> dict[str, Any]:
    """With `long` every fault; otherwise what is cut or too slow before and after it had its effect, which leave the most in doubt."""
    return failed(settings, calls=CALLS, faults=FAULTS if long else SHORT)


def failed(settings: Settings, *, calls: Sequence[Call], faults: Sequence[str]) -> dict[str, Any]:
    """A house of its own, in which one call after the other fails once in each way. At the end one that takes every call without an answer for one that was never sent: there
    a card has to be charged twice."""
    began = time.monotonic()
    with scratch(settings, f"the drill {NAME}") as own, hands.vendors(own, GENEROUS) as (placed, ask):
        ask("/_control/payfast/settings", {"send": "no"})  # the drill carries notices itself
        app = create_app(placed, web=False)
        settle_in(app)
        with app.app_context():
            house = FaultHouse.open(db.session(), ask, organisations=(len(calls) + 1) * (len(faults) + 1))
            told = {call.name: _row(house, call, faults) for call in calls}
            broken = books.promises_broken()
            with replaced((Wire, "_trouble", _never_sent)):
                (planted,) = _row(house, PLANTED, (BLIND,))
            close()
    _table(told, faults)
    ends = Counter(end.split(":")[0] for row in told.values() for end in row)
    cells = len(calls) * len(faults)
    say(f"{ends[RIGHT] + ends['parked']} of {cells} end right, or parked with a reason.")
    return {
        "calls": len(calls),
        "faults": len(faults),
        "cells": cells,
        RIGHT: ends[RIGHT],
        "parked": ends["parked"],
        "not_struck": ends["not struck"],
        "promises_broken": broken,
        "wrong": cells - ends[RIGHT] - ends["parked"] - ends["not struck"],
        "run_seconds": round(time.monotonic() - began, 1),
    } | noticed(int(planted.startswith("wrong")))


def _in_haste(request: Callable[..., Any]) -> Callable[..., Any]:
    def sent(wire: Wire, *given: Any, **named: Any) -> Any:
        wire.patience = HASTE
        return request(wire, *given, **named)

    return sent


def _never_sent(wire: Wire, _method: str, failure: Exception) -> Trouble:
    return Retry(f"{wire.vendor}: {failure}")


def _row(house: FaultHouse, call: Call, faults: Iterable[str]) -> list[str]:
    prepared = call.prepare(house)
    return [_cell(house, call, prepared, fault) for fault in faults]


def _cell(house: FaultHouse, call: Call, prepared: Any, fault: str) -> str:
    """How it ended. A fault that struck nothing proves nothing."""
    kind, seconds = TOO_SLOW.get(fault, (fault, 1.0))
    house.ask("/_control/faults", {"vendor": call.vendor, "pattern": call.pattern, "kind": kind, "times": 1, "seconds": seconds})
    with replaced((Wire, "request", _in_haste(Wire.request))) if fault in TOO_SLOW else nullcontext():
        subject = call.act(house, prepared)
        house.drain(late=seconds if kind == "delay" else 0)
        if kind == "delay":
            charges.follow()  # as every five minutes: the look at once was too early
            house.drain()
    end = call.judge(house, subject)
    if house.ask("/_control")["faults"]:
        end = "not struck"
    house.tidy()
    return end


def _table(told: dict[str, list[str]], faults: Sequence[str]) -> None:
    """A line a call; then what was parked or went wrong, in words."""
    say(f"  {'':<26}" + "".join(f"{fault:>12}" for fault in faults))
    for name, row in told.items():
        say(f"  {name:<26}" + "".join(f"{'WRONG' if end.startswith('wrong') else end.split(':')[0]:>12}" for end in row))
    for name, row in told.items():
        for fault, end in zip(faults, row, strict=True):
            if end != RIGHT:
                say(f"  {name}, {fault}: {end}")
