"""import: load a data package, or say everything that is wrong with it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.opened import opened
from app.cli.say import say, show
from config import Settings

if TYPE_CHECKING:
    from app.actions.packages.outcome import Outcome

SAID = 20
FILES = """\
A package holds any of these files (or sheets); docs/data-package.md names their columns:
  locations, spaces, rooms, memberships, membership_prices, products, organisations, users, licenses, discounts, line_items, adhocs
  opening_balances: what debtors owed in the system before
  deposits: what was held before; held from the first day
  wallets: credits that people and organisations had before
  bookings: what was booked before, of the past and to come; nothing is charged for it
  tracks, track_tasks: the work on opportunities, as trees of tasks
  contacts: people whom you know, who are neither leads nor users
  leads: who asked for a place before; nobody is mailed
"""


def main(argv: list[str], settings: Settings) -> int:
    wanted = _arguments().parse_args(argv)
    leftovers = None
    if wanted.partial is not None:
        leftovers = Path(wanted.partial) if wanted.partial else _beside(wanted.package)
    with opened(settings):
        from app.access.actor import SYSTEM
        from app.actions.packages.import_package import import_package

        outcome = import_package(wanted.package, dry_run=wanted.dry_run, leftovers=leftovers, by=SYSTEM)
    if wanted.json:
        show(outcome.shown())
    _tell(outcome, dry_run=wanted.dry_run)
    return 0 if not outcome.error_count or outcome.is_written else 1


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "run.py import", description=__doc__, epilog=FILES, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("package", type=Path, help="a folder of CSV files, a .zip of them, or an .xlsx workbook")
    parser.add_argument("--dry-run", action="store_true", help="check everything, the database's own rules included, and write nothing")
    parser.add_argument(
        "--partial",
        nargs="?",
        const="",
        metavar="OUT",
        help="write the good rows, and the others to OUT: a folder, .zip or .xlsx; nothing is written where a file breaks off",
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    return parser


def _beside(package: Path) -> Path:
    """Where rows that stay out go when nobody said: next to the package, in its shape."""
    package = package.resolve()
    return package.with_name(f"{package.stem}-left-out{package.suffix if package.is_file() else ''}")


def _tell(outcome: Outcome, *, dry_run: bool) -> None:
    for kind, findings, count in (("warning", outcome.warnings, outcome.warning_count), ("refused", outcome.errors, outcome.error_count)):
        for finding in findings[:SAID]:
            say(f"{kind}: {finding}")
        if count > SAID:
            say(f"… {count - SAID} more of these; --json lists up to {1000}")
    for name, counts in outcome.files.items():
        say(f"  {name:<18} " + ", ".join(f"{count} {what}" for what, count in counts.items() if count and what != "rows"))
    if outcome.is_written:
        say(f"Imported; {outcome.left_out} rows stayed out: {outcome.returned}" if outcome.returned else "Imported.")
    elif outcome.error_count:
        say(f"Nothing was written: {outcome.error_count} things to put right.")
    elif dry_run:
        say("Nothing was written: this was a dry run. All of it can be imported.")
