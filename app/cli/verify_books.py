"""verify-books: ask the database whether every promise of docs/promises.md is kept; 1 when one is not."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from app.cli.opened import opened
from app.cli.say import say, show
from config import Settings


def main(argv: list[str], settings: Settings) -> int:
    parser = argparse.ArgumentParser("run.py verify-books", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print everything as JSON")
    as_json = parser.parse_args(argv).json
    with opened(settings):
        from app.core.entity import db
        from app.queries.verify.books import verify

        found = verify(db.session())
    for name, outcome in found.items():
        say(f"  {'holds' if not outcome.violations else outcome.violations:>6}  {name:<12} {outcome.sentence}")
        for example in outcome.examples:
            say(f"{'':22}{example}")
    if as_json:
        show({name: asdict(outcome) for name, outcome in found.items()})
    broken = sum(bool(outcome.violations) for outcome in found.values())
    say(f"{broken} of {len(found)} promises are broken." if broken else f"All {len(found)} promises hold.")
    return 1 if broken else 0
