"""No file that leaves Foyer holds a formula, whatever people typed: every export is asked for, and every cell of it is read (ASVS 1.2.10)."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.access.actor import SYSTEM
from app.actions.invoice_runs.create import create_run
from app.core.spreadsheet import armed, disarmed
from config import HERE
from tests.house.test_elsewhere import signed_in
from tests.make import JUNE
from tests.views.every import fill_every_screen

RUNS = "=cmd|' /C calc'!A0"
ENDINGS = ("/export", "/export/", ".csv", ".xlsx")
# What people type: names, notes and reasons. Codes, states and addresses of mail have rules of their own.
TYPED = re.compile(r"^(\w+_)?(name|title|note|description|reason|body|question|subject|company|text|message|addressee|what|why|who)$")
NUMBER = re.compile(r"[+-]?[\d ]*\.?\d*")
WRITERS = {
    "app/web/downloads.py",
    "app/rendering/reports/files.py",
    "app/rendering/personal_zip.py",
    "app/cli/onboard.py",
    "app/actions/packages/leftovers.py",
}


def type_everywhere(session: Any) -> int:
    """Every text that people typed begins as a formula does; how many columns that are. What a column refuses stays as it is."""
    columns = session.execute(
        text(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' AND data_type IN ('text', 'character varying')"
        )
    ).all()
    done = 0
    for table, column in columns:
        if TYPED.match(column) and not table.startswith(("ab_", "outbox", "audit")):
            try:
                with session.begin_nested():
                    session.execute(text(f"UPDATE {table} SET {column} = :runs"), {"runs": RUNS})
                done += 1
            except DBAPIError:
                continue
    session.commit()
    return done


def cells_of(answer: Any) -> list[Any]:
    """Of a CSV as text; of a workbook with what would be calculated."""
    if answer.mimetype == "text/csv":
        return [cell for row in csv.reader(io.StringIO(answer.get_data(as_text=True))) for cell in row]
    book = load_workbook(io.BytesIO(answer.get_data()))
    return [
        f"={cell.value}" if cell.data_type == "f" else f"'{cell.value}"
        for sheet in book
        for row in sheet
        for cell in row
        if cell.value is not None
    ]


def test_nothing_in_any_export_runs(web_app: Any, make: Any) -> None:
    rows = fill_every_screen(make)
    create_run(rows["LocationView"].id, JUNE, by=SYSTEM)
    admin = make.user()
    assert type_everywhere(make.session) > 60
    browser, _head, _token = signed_in(web_app, admin)
    asked = sorted(
        {str(rule) for rule in web_app.url_map.iter_rules() if "GET" in rule.methods and str(rule).endswith(ENDINGS) and not rule.arguments}
    )
    asked += [f"{address}?as=xlsx&columns=shown" for address in asked if address.endswith("/export/")]
    held, live = 0, []
    for address in asked:
        answer = browser.get(address)
        if answer.status_code != 200 or answer.mimetype == "application/zip":
            assert answer.status_code < 500, address
            continue
        cells = cells_of(answer)
        held += any("=cmd" in str(cell) for cell in cells)
        live += [
            f"{address}: {cell}"
            for cell in cells
            if str(cell).startswith(("=", "+", "-", "@", "\t", "\r")) and not NUMBER.fullmatch(str(cell))
        ]
    assert live == []
    assert held > 40, "the files hold what was typed"


@pytest.mark.parametrize(
    "typed", [RUNS, "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", "\n=1+1", "＝1+1", "＋1", "－1+1", "＠SUM(1)", "-2+3+cmd|' /C calc'!A0"]
)
def test_what_a_spreadsheet_would_run_is_text_and_comes_back_as_it_was(typed: str) -> None:
    assert disarmed(typed) == f"'{typed}" and armed(disarmed(typed)) == typed


@pytest.mark.parametrize("typed", ["-12.5", "+27 83 524 6337", "- by hand", "a=b", "'quoted'", "1+1", ""])
def test_numbers_and_plain_words_stay(typed: str) -> None:
    assert armed(disarmed(typed)) == typed
    assert disarmed(typed) == typed or typed.startswith("-")


def test_nobody_else_writes_a_csv() -> None:
    """A new place that does is read by a person, and named above. The leftovers of a data package are the operator's own cells, to be put right and read again."""
    found = {
        str(path.relative_to(HERE))
        for folder in ("app", "views", "jobs")
        for path in Path(HERE / folder).rglob("*.py")
        if re.search(r"csv\.(Dict)?[wW]riter\(", path.read_text())
    }
    assert {name for name in found if not name.startswith(("app/sandbox/", "app/cli/demo_network/"))} == WRITERS
