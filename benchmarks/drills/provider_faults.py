"""Each call that moves money at Xero, PayFast and PaperCut fails in each of eight ways: it ends right, or waits for a person with its reason."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from app import create_app
from app.cli.sandbox import GENEROUS
from app.cli.say import say
from app.cli.scratch import scratch
from app.core.entity import db
from benchmarks.drills import fault_calls_cards, fault_calls_xero, hands
from benchmarks.drills.fault_house import RIGHT, Call, FaultHouse, close
from config import Settings
from jobs.context import settle_in

NAME = "provider-faults"
FAULTS = ("429", "500", "503", "cut_before", "500_after", "cut_after", "cut_body", "wrong_json")
CALLS = (*fault_calls_cards.CALLS, *fault_calls_xero.CALLS)
TARGETS = {"wrong": "= 0", "not_struck": "= 0"}
SHORT = ("cut_before", "cut_after")


def play(settings: Settings, long: bool) -> dict[str, Any]:
    """With `long` every fault; otherwise what is cut before and after it had its effect, which leave the most in doubt."""
    return failed(settings, calls=CALLS, faults=FAULTS if long else SHORT)


def failed(settings: Settings, *, calls: Sequence[Call], faults: Sequence[str]) -> dict[str, Any]:
    """A house of its own, in which one call after the other fails once in each way."""
    began = time.monotonic()
    with scratch(settings, f"the drill {NAME}") as own, hands.vendors(own, GENEROUS) as (placed, ask):
        ask("/_control/payfast/settings", {"send": "no"})  # the drill carries notices itself
        app = create_app(placed, web=False)
        settle_in(app)
        with app.app_context():
            house = FaultHouse.open(db.session(), ask, organisations=len(calls) * (len(faults) + 1))
            told = {call.name: _row(house, call, faults) for call in calls}
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
        "wrong": cells - ends[RIGHT] - ends["parked"] - ends["not struck"],
        "run_seconds": round(time.monotonic() - began, 1),
    }


def _row(house: FaultHouse, call: Call, faults: Iterable[str]) -> list[str]:
    prepared = call.prepare(house)
    return [_cell(house, call, prepared, fault) for fault in faults]


def _cell(house: FaultHouse, call: Call, prepared: Any, fault: str) -> str:
    """How it ended. A fault that struck nothing proves nothing."""
    house.ask("/_control/faults", {"vendor": call.vendor, "pattern": call.pattern, "kind": fault, "times": 1, "seconds": 1})
    subject = call.act(house, prepared)
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
