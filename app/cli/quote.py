"""quote: what a booking of a room costs and what would pay it; nothing is written."""

from __future__ import annotations

import argparse
import datetime as dt

from app.cli.opened import opened
from app.cli.say import say, show
from app.core.clock import YEARS, is_near
from config import Settings


def main(argv: list[str], settings: Settings) -> int:
    wanted = _arguments().parse_args(argv)
    with opened(settings):
        from app.core.entity import db
        from app.queries.bookings.quote_shown import quote_shown

        found = quote_shown(db.session(), wanted.room, wanted.start, wanted.end, email=wanted.user)
    if wanted.json:
        show(found)
        return 0
    for sentence in found["trace"]:
        say(f"  {sentence}")
    for part in found["pay_from"]:
        say(f"  {part['amount']:>12} from {part['wallet']} ({part['unit']})")
    for warning in found["warnings"]:
        say(f"warning: {warning['message']}")
    return 0


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("run.py quote", description=__doc__, allow_abbrev=False)
    parser.add_argument("--room", required=True, metavar="CODE")
    parser.add_argument("--start", required=True, type=time, metavar="ISO", help="2026-06-15T09:00 by the room's clock, or with an offset")
    parser.add_argument("--end", required=True, type=time, metavar="ISO", help="the same; not a part of the booking any more")
    parser.add_argument("--user", metavar="EMAIL", help="for whom: with their discount, credits and access. Without, for anybody")
    parser.add_argument("--json", action="store_true", help="print everything as JSON")
    return parser


def time(text: str) -> dt.datetime:
    """A day and a time to the minute, with or without an offset."""
    try:
        found = dt.datetime.fromisoformat(text.strip())
    except ValueError as wrong:
        raise argparse.ArgumentTypeError(f"{text} is not a time like 2026-06-15T09:00") from wrong
    if len(text.strip()) <= len("2026-06-15"):
        raise argparse.ArgumentTypeError(f"{text} is a day; give the time as well, like 2026-06-15T09:00")
    if found.second or found.microsecond:
        raise argparse.ArgumentTypeError(f"{text} has seconds; rooms are priced by the minute")
    if not is_near(found):
        raise argparse.ArgumentTypeError(f"{text} is too far away: years go from {YEARS.start} to {YEARS.stop - 1}")
    return found
