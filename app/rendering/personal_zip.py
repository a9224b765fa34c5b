"""The ZIP of an export: one JSON for programs, a CSV a table for people, files as they are, and a page that says what is what."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Sequence

from flask_babel import gettext as _

from app.core.spreadsheet import disarmed
from app.queries.personal.collect import Collected, File


def personal_zip(person: str, made_at: str, tables: Sequence[Collected], files: Sequence[File]) -> bytes:
    """`made_at` as ISO 8601. Tables without rows are left out of the CSV files, and named in the JSON as empty."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", _read_me(person, made_at, tables, files))
        told = {"person": person, "made_at": made_at, "tables": {each.name: {"title": each.title, "rows": each.rows} for each in tables}}
        archive.writestr("personal-data.json", json.dumps(told, ensure_ascii=False, indent=1))
        for each in tables:
            if each.rows:
                archive.writestr(f"csv/{each.name}.csv", _csv(each))
        for file in files:
            archive.writestr(f"files/{file.name.replace('/', '-')}", file.content)
    return packed.getvalue()


def _read_me(person: str, made_at: str, tables: Sequence[Collected], files: Sequence[File]) -> str:
    lines = [
        _("Personal data of %(person)s", person=person),
        _("Made at %(instant)s. What is here is what Foyer keeps about this person, and about nobody else:", instant=made_at),
        _("names and addresses of others are taken out, passwords and keys are never given to anybody."),
        "",
        *(f"csv/{each.name}.csv: {each.title} ({len(each.rows)})" for each in tables if each.rows),
        *(f"files/{file.name}" for file in files),
        "",
        _("personal-data.json holds the same for programs."),
    ]
    return "\r\n".join(lines) + "\r\n"


def _csv(table: Collected) -> str:
    """With a mark for spreadsheets that it is UTF-8; a text that a spreadsheet would calculate begins with a quote."""
    written = io.StringIO()
    writer = csv.writer(written)
    names = list(table.rows[0])
    writer.writerow(names)
    writer.writerows([_cell(row.get(name)) for name in names] for row in table.rows)
    return "\ufeff" + written.getvalue()


def _cell(value: object) -> str:
    text = "" if value is None else json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)
    return disarmed(text) if isinstance(value, str) else text
