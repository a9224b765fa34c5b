"""what-if: a month that was billed once more with other prices, beside what was invoiced; nothing is written."""

from __future__ import annotations

import argparse
from decimal import Decimal

from app.cli.invoice_preview import month
from app.cli.opened import opened
from app.cli.say import say, show
from app.rules.what_if import PriceChange, percent_of
from config import Settings


def main(argv: list[str], settings: Settings) -> int:
    wanted = _arguments().parse_args(argv)
    with opened(settings):
        from app.core.entity import db
        from app.queries.what_if_shown import what_if_shown

        found = what_if_shown(db.session(), wanted.location, wanted.month, PriceChange(wanted.price_change, agreed=wanted.agreed))
    if wanted.json:
        show(found)
        return 0
    for row in found["organisations"]:
        say(
            f"  {row['organisation']:<14} {row['name'][:40]:<40} {row['invoiced']['net']:>14} {row['net']:>14} {row['difference']:>14} {row['currency']}"
        )
    say(
        f"  {len(found['organisations'])} organisations, net {found['invoiced']['net']} was invoiced, {found['net']} it would be: {found['difference']}"
    )
    return 0


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("run.py what-if", description=__doc__, allow_abbrev=False)
    parser.add_argument("--location", required=True, metavar="CODE")
    parser.add_argument("--month", required=True, type=month, metavar="2026-05")
    parser.add_argument(
        "--price-change",
        required=True,
        type=percent,
        metavar="+6%%",
        help="of every membership's prices and of prices of a license's own; a fall as --price-change=-6%%",
    )
    parser.add_argument("--agreed", action="store_true", help="custom prices move as well")
    parser.add_argument("--json", action="store_true", help="print everything as JSON")
    return parser


def percent(text: str) -> Decimal:
    try:
        return percent_of(text)
    except ValueError as wrong:
        raise argparse.ArgumentTypeError(str(wrong)) from wrong
