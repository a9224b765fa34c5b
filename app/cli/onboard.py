"""onboard: bring in everybody of a spreadsheet, or say what each row would make and what is wrong with it."""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.opened import opened
from app.cli.say import CannotStart, say, show
from config import Settings

if TYPE_CHECKING:
    from app.models import PeopleImport

SECONDS = 5  # between two lines of progress
SAID = 20


def main(argv: list[str], settings: Settings) -> int:
    """0 when every row is in, was there already, or with --dry-run would come in; 1 when one stays out."""
    wanted = _arguments().parse_args(argv)
    try:
        content = wanted.file.read_bytes()
    except OSError as reason:
        raise CannotStart(f"{wanted.file} cannot be read: {reason.strerror}.") from reason
    with opened(settings):
        answer = _done(wanted.file.name, content, dry_run=wanted.dry_run, left_out=wanted.left_out or _beside(wanted.file))
    if wanted.json:
        show(answer)
    _tell(answer)
    return 1 if answer["refused"] else 0


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("run.py onboard", description=__doc__)
    parser.add_argument("file", type=Path, help="a .csv or .xlsx with a row for each person")
    parser.add_argument("--dry-run", action="store_true", help="test every row and bring in nobody")
    parser.add_argument(
        "--left-out",
        type=Path,
        metavar="FILE",
        help="where rows that stay out go, as CSV; FILE-left-out.csv beside the file when nobody says",
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    return parser


def _beside(file: Path) -> Path:
    return file.with_name(f"{file.stem}-left-out.csv")


def _done(file: str, content: bytes, *, dry_run: bool, left_out: Path) -> dict[str, Any]:
    from app.access.actor import SYSTEM
    from app.actions.people_imports.begin import begin_people_import
    from app.actions.people_imports.forget import forget_people_import
    from app.actions.people_imports.start import start_people_import
    from app.actions.people_imports.try_out import try_people_import
    from app.core.entity import db
    from app.core.errors import Refused
    from app.models.people_import import ImportState

    found = begin_people_import(file, content, by=SYSTEM, wake=False)
    try:
        if found.state is ImportState.MATCHING:
            try_people_import(found.id, found.columns, by=SYSTEM, wake=False)
        _carried(found, "tested")
        if found.problem:
            raise Refused(found.problem)
        if not dry_run and _counts(found).get("good"):
            start_people_import(found.id, by=SYSTEM, wake=False)
            _carried(found, "brought in")
        db.session().expire_all()
        return _answer(found, dry_run=dry_run, left_out=left_out)
    finally:
        db.session().rollback()
        if dry_run or found.state is ImportState.MATCHING:
            forget_people_import(found.id, by=SYSTEM)


def _carried(found: PeopleImport, verb: str) -> None:
    """To the end of the step, with a line now and then. Somebody else who is in the way is waited for."""
    import time

    from app.actions.people_imports.carry_on import carry_on
    from app.core.entity import db
    from app.core.errors import Conflict

    more = True
    while more:
        try:
            more = carry_on(found.id, seconds=SECONDS)
        except Conflict:
            time.sleep(1)
        db.session().expire_all()
        counts = _counts(found)
        say(
            f"  {sum(counts.values()) - counts.get('waiting', 0) if verb == 'tested' else counts.get('onboarded', 0)} of {sum(counts.values())} {verb}"
        )


def _counts(found: PeopleImport) -> dict[str, int]:
    from app.core.entity import db
    from app.queries.people_imports import row_counts

    return row_counts(db.session(), found.id)


def _answer(found: PeopleImport, *, dry_run: bool, left_out: Path) -> dict[str, Any]:
    from app.actions.people_imports.leftovers import left_header, left_rows
    from app.actions.people_imports.match import passed_over
    from app.core.entity import db
    from app.queries.people_imports import told_rows

    counts = _counts(found)
    answer: dict[str, Any] = {
        "written": not dry_run,
        "rows": sum(counts.values()),
        "onboarded": counts.get("good", 0) if dry_run else counts.get("onboarded", 0),
        "there": counts.get("there", 0),
        "refused": counts.get("bad", 0),
        "columns": {name: found.header[place] for name, place in found.columns.items()},
        "passed_over": passed_over(found.header, found.columns),
        "people": list(told_rows(db.session(), found)),
    }
    if answer["refused"] and not dry_run:
        _write(left_out, left_header(found), left_rows(db.session(), found))
        answer["returned"] = str(left_out)
    return answer


def _write(path: Path, header: list[str], rows: Iterator[list[str]]) -> None:
    """What a spreadsheet would run is disarmed; Foyer reads it back as it was."""
    from app.core.spreadsheet import disarmed

    with path.open("w", encoding="utf-8", newline="") as sink:
        writer = csv.writer(sink)
        writer.writerows([disarmed(cell) for cell in row] for row in (header, *rows))


def _tell(answer: dict[str, Any]) -> None:
    bad = [person for person in answer["people"] if person["problems"]]
    for person in bad[:SAID]:
        for problem in person["problems"]:
            say(f"refused: line {person['line']}{', ' if problem['column'] else ''}{problem['column']}: {problem['reason']}")
    if len(bad) > SAID:
        say(f"… {len(bad) - SAID} more lines; --json lists all of them")
    if answer["passed_over"]:
        say("not used: " + ", ".join(answer["passed_over"]))
    verb = "brought in" if answer["written"] else "would come in"
    say(
        f"{answer['onboarded']} {verb}, {answer['there']} were there already, {answer['refused']} stay out"
        + (f": {answer['returned']}" if "returned" in answer else ".")
    )
