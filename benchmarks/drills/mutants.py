"""The rules of money are broken in one place at a time, a thousand ways, and the tests of tests/rules notice: at least 90 % in each module."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from random import Random
from typing import Any

from app.cli.say import say
from app.cli.servers.child import dies_with_us
from benchmarks.mutants.changes import Mutant, mutants_of
from config import HERE, Settings

NAME = "mutants"
TARGETS = {"least_killed_percent": ">= 90", "tests_that_fail": "= 0", "entries_of_nothing": "= 0"}
OPTIONS = {
    "seed": "which of them the short form tries (default 1)",
    "modules": "only these, by their last names, with commas: vat,credits",
}
MODULES = (
    "app.core.money",
    *(
        f"app.rules.{name}"
        for name in [
            "adhoc_lines",
            "agreements",
            "allocation",
            "booking_price",
            "cancellation",
            "commitment",
            "corrections",
            "credit_notes",
            "credits",
            "deposits",
            "discounts",
            "document",
            "early_exit",
            "escalation",
            "license_price",
            "lines",
            "peak_hours",
            "policy",
            "price_licenses",
            "proration",
            "quotas",
            "recurring_lines",
            "roles",
            "segments",
            "shop_price",
            "vat",
        ]
    ),
)
EQUAL = Path(__file__).parents[1] / "mutants" / "equal.txt"
SAMPLE = 120


def play(settings: Settings, long: bool, seed: str = "", modules: str = "") -> dict[str, Any]:
    """All of them with `long` (most of an hour), or of the modules that are named; otherwise 120, chosen by the seed."""
    names = {name for name in modules.split(",") if name}
    every = [each for module in MODULES if not names or module.split(".")[-1] in names for each in mutants_of(module, HERE)]
    equal = equal_ones()
    tried = [each for each in every if each.key not in equal]
    stale = sorted(set(equal) - {each.key for module in MODULES for each in mutants_of(module, HERE)})
    for key in stale:
        say(f"{EQUAL.name} names what is no mutant any more: {key}")
    chosen = tried if long or names else sorted(Random(seed or "1").sample(tried, min(SAMPLE, len(tried))), key=tried.index)
    return judged(chosen, each_module=long or bool(names)) | {"equal": len(every) - len(tried), "entries_of_nothing": len(stale)}


def judged(mutants: Sequence[Mutant], *, each_module: bool, tests: Sequence[str] = ()) -> dict[str, Any]:
    """Tried one by one with these tests, or those of the rules; survivors are told as they are found."""
    began, by_key = time.monotonic(), {(each.module, each.number): each for each in mutants}
    killed, of = Counter[str](), Counter[str]()
    failing: list[str] = []
    for verdict in _verdicts(mutants, tests or tests_of_money()):
        if "failed" in verdict:
            failing = verdict["failed"]
            say(f"{verdict['tests']} tests; that fail without a mutant: {', '.join(failing) or 'none'}")
            continue
        mutant = by_key[verdict["module"], verdict["number"]]
        of[mutant.module] += 1
        killed[mutant.module] += verdict["killed"]
        if not verdict["killed"]:
            say(f"survived  {mutant}")
    if sum(of.values()) < len(mutants):
        raise TimeoutError(f"{len(mutants) - sum(of.values())} mutants were never judged")
    percents = {module: round(100 * killed[module] / of[module], 1) for module in sorted(of)}
    if each_module:
        for module, percent in percents.items():
            say(f"  {module:<32} {killed[module]:>4} of {of[module]:>4}  {percent} %")
    overall = round(100 * sum(killed.values()) / max(1, sum(of.values())), 1)
    return {
        "mutants": sum(of.values()),
        "killed": sum(killed.values()),
        "killed_percent": overall,
        "least_killed_percent": min(percents.values(), default=0) if each_module else overall,
        "tests_that_fail": len(failing),
        "seconds": round(time.monotonic() - began),
    }


def tests_of_money() -> list[str]:
    """The files of tests/rules that import one of the modules."""
    files = sorted((HERE / "tests" / "rules").glob("test_*.py"))
    return [
        str(file.relative_to(HERE))
        for file in files
        if any(f"from {module} import" in file.read_text(encoding="utf-8") for module in MODULES)
    ]


def equal_ones() -> dict[str, str]:
    """Mutants that do the same as the rule, by their key, with the reason."""
    lines = EQUAL.read_text(encoding="utf-8").splitlines()
    return dict(line.rsplit("  # ", 1) for line in lines if line and not line.startswith("#"))  # type: ignore[misc]


def _verdicts(mutants: Sequence[Mutant], tests: Sequence[str]) -> Iterator[dict[str, Any]]:
    command = [sys.executable, "-m", "benchmarks.mutants.played"]
    with subprocess.Popen(
        command, cwd=HERE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, preexec_fn=dies_with_us(signal.SIGTERM)
    ) as child:
        assert child.stdin and child.stdout
        json.dump({"tests": tests, "mutants": [asdict(each) for each in mutants]}, child.stdin)
        child.stdin.close()
        for line in child.stdout:
            yield json.loads(line)
