"""doctor: says what is wrong with a set-up, and what to do. 0 when Foyer can run, 1 when it cannot."""

from __future__ import annotations

import argparse
import dataclasses
from collections.abc import Iterator

from app.cli.diagnosis import Finding, Verdict, machine, stores, world, wrong
from app.cli.say import CannotStart, say, show
from app.cli.servers import servers
from config import Settings

MARKS = {Verdict.WELL: "ok   ", Verdict.NOTE: "note ", Verdict.WRONG: "WRONG"}


def main(argv: list[str], settings: Settings) -> int:
    parser = argparse.ArgumentParser("run.py doctor", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")
    as_json = parser.parse_args(argv).json
    findings = []
    for finding in examined(settings):
        findings.append(finding)
        say(f"{MARKS[finding.verdict]}  {finding.about:<9} {finding.fact}" + (f"\n{'':17}-> {finding.remedy}" if finding.remedy else ""))
    bad = sum(finding.verdict is Verdict.WRONG for finding in findings)
    say(f"\n{bad} of {len(findings)} points need you." if bad else "\nFoyer can run.")
    if as_json:
        show({"can_run": not bad, "findings": [dataclasses.asdict(finding) for finding in findings]})
    return 1 if bad else 0


def examined(settings: Settings) -> Iterator[Finding]:
    """Everything that can be looked at; the servers that Foyer starts for itself are started for the look."""
    yield from machine.examined(settings)
    try:
        with servers(settings, "doctor") as running:
            yield from stores.database(running)
            yield from stores.queue(running)
            yield from stores.files(running)
            yield from world.examined(running)
    except CannotStart as reason:
        yield wrong("Servers", str(reason), "Everything else has to wait for this.")
        yield from world.examined(settings)
