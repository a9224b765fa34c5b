"""A million amounts made from a seed, each worked out twice: by the rules, and by a plain second program in fractions. Not a cent may differ.

`--plant` breaks a rule first, and then the drill has to fail: that is how it is known to look.
"""

from __future__ import annotations

import time
from collections import Counter
from random import Random
from typing import Any

from app.cli.say import say
from benchmarks.drills.money_faults import FAULTS, planted
from config import Settings
from tests.rules.money import KINDS, differences, kind_of

NAME = "money"
TARGETS = {"differences": "= 0"}
OPTIONS = {
    "seed": "where the cases come from (default 1)",
    "cases": "how many (default 20,000, or 1,000,000 with --long)",
    "case": "only this one, to look at a failure again",
    "plant": "break a rule first; a name that is not there lists them",
}
SHOWN = 5  # failures that are told in full
EVERY = 100_000


def play(settings: Settings, long: bool, seed: str = "", cases: str = "", case: str = "", plant: str = "") -> dict[str, Any]:
    if plant and plant not in FAULTS:
        raise SystemExit(f"There is no fault {plant}. There are: {', '.join(FAULTS)}.")
    number = int(case) if case else None
    numbers = range(number, number + 1) if number is not None else range(int(cases or (1_000_000 if long else 20_000)))
    with planted(plant):
        return compared(seed or "1", numbers)


def compared(seed: str, numbers: range) -> dict[str, Any]:
    """So many cases of a seed; each can be played again by its number alone."""
    began, wrong = time.monotonic(), Counter[str]()
    dealt = Counter[str]()
    for number in numbers:
        kind = kind_of(number)
        dealt[kind] += 1
        if found := differences(kind, Random(f"{seed}:{number}")):
            wrong[kind] += 1
            if sum(wrong.values()) <= SHOWN:
                say(f"{kind}, python3 run.py drill {NAME} --seed {seed} --case {number}")
                for each in found[:3]:
                    say(f"    {each}")
        if (number + 1) % EVERY == 0:
            say(f"{number + 1:>10,} cases, {_rate(number + 1 - numbers.start, began):,} a second, {sum(wrong.values())} differ")
    return {
        "cases": len(numbers),
        **{f"of {kind}": dealt[kind] for kind in KINDS},
        "differences": sum(wrong.values()),
        "cases_a_second": _rate(len(numbers), began),
        "seconds": round(time.monotonic() - began, 1),
    }


def _rate(cases: int, began: float) -> int:
    return round(cases / max(time.monotonic() - began, 0.001))
