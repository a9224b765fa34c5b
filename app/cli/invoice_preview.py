"""invoice-preview: what a month would be invoiced at a location; nothing is written."""

from __future__ import annotations

import argparse
import datetime as dt

from app.cli.opened import opened
from app.cli.say import say, show
from app.core.month import Month
from config import Settings


def main(argv: list[str], settings: Settings) -> int:
    wanted = _arguments().parse_args(argv)
    with opened(settings):
        from app.core.entity import db
        from app.queries.preview_shown import preview_shown

        found = preview_shown(db.session(), wanted.location, wanted.month, cut_off=wanted.cut_off, organisation_code=wanted.organisation)
    if wanted.json:
        show(found)
        return 0
    for row in found["organisations"]:
        kinds = ", ".join(warning["kind"].replace("_", " ") for warning in row["warnings"])
        say(
            f"  {row['organisation']:<14} {row['name'][:40]:<40} {row['net']:>14} {row['vat']:>12} {row['total']:>14} {row['currency']}  {kinds}"
        )
    say(f"  {len(found['organisations'])} organisations, net {found['net']}, VAT {found['vat']}, total {found['total']}")
    return 0


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("run.py invoice-preview", description=__doc__)
    parser.add_argument("--location", required=True, metavar="CODE")
    parser.add_argument("--month", required=True, type=month, metavar="2026-06")
    parser.add_argument(
        "--cut-off", type=day, metavar="DATE", help="the last day whose charges count; default today, never after the month"
    )
    parser.add_argument("--organisation", metavar="CODE", help="only this one")
    parser.add_argument("--json", action="store_true", help="print everything as JSON")
    return parser


def month(text: str) -> Month:
    try:
        return Month.parse(text)
    except ValueError as wrong:
        raise argparse.ArgumentTypeError(str(wrong)) from wrong


def day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as wrong:
        raise argparse.ArgumentTypeError(f"{text} is not a date like 2026-06-30") from wrong
