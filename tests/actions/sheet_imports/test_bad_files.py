"""Files that are no spreadsheet, or one that nobody can mean: a reason that names the file, the line or the heading, and nothing half written."""

from __future__ import annotations

import io
import zipfile

import pytest
from openpyxl import Workbook

from app.access.actor import SYSTEM
from app.actions.people_imports import source
from app.actions.people_imports.begin import begin_people_import
from app.actions.people_imports.try_out import try_people_import
from app.actions.sheet_imports import read
from app.core.errors import Refused
from app.models import Organisation, PeopleImport, PeopleImportRow
from app.models.people_import import ImportState
from tests.actions.people_imports.test_people_imports import count, reasons, states
from tests.actions.sheet_imports.test_sheet_imports import K, run, tried
from tests.make import Make, picture


def xlsx(*rows: list[object], beside: dict[str, bytes] | None = None) -> bytes:
    book, sink = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    book.save(sink)
    with zipfile.ZipFile(sink, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (beside or {}).items():
            archive.writestr(name, content)
    return sink.getvalue()


def damaged(part: str, content: bytes) -> bytes:
    """A workbook one part of which is something else."""
    sink = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx(["name", "location"], ["Ann", "KLF"], ["Bea", "KLF"]))) as whole,
        zipfile.ZipFile(sink, "w") as out,
    ):
        for entry in whole.infolist():
            out.writestr(entry.filename, content if entry.filename == part else whole.read(entry))
    return sink.getvalue()


BOMB = xlsx(["name"], beside={"xl/worksheets/sheet9.xml": b"0" * (3 << 20)})


@pytest.mark.parametrize(
    ("file", "content", "reason"),
    [
        ("bomb.xlsx", BOMB, "bomb.xlsx is too large once unpacked"),
        (
            "words.xlsx",
            xlsx(["name"], beside={"xl/sharedStrings.xml": b"<si><t>a</t></si>" * 60_000}),
            "words.xlsx is too large once unpacked",
        ),
        ("holes.csv", b"\x00" * 4096, "holes.csv is not text"),
        ("wide.csv", "name,location\nAnn,KLF\n".encode("utf-16-le"), "wide.csv is not text"),
        ("long.csv", b"name\n" + b"x" * (2 << 20), "long.csv is larger than 1 MB"),
        ("macros.xlsm", b"PK\x03\x04", "macros.xlsm is a workbook with macros"),
        ("macros.xlsx", xlsx(["name"], beside={"xl/vbaProject.bin": b"x"}), "macros.xlsx is a workbook with macros"),
        ("photo.xlsx", picture(), "photo.xlsx is not a workbook"),
        ("photo.csv", picture("JPEG"), "photo.csv is not text"),
        ("letter.xlsx", damaged("[Content_Types].xml", b"<Types/>"), "letter.xlsx is not a workbook"),
        ("part.xlsx", damaged("xl/workbook.xml", b"<workbook"), "part.xlsx is not a workbook"),
        ("cut.xlsx", xlsx(["name"], ["Ann"])[:-400], "cut.xlsx is not a workbook"),
        ("empty.xlsx", xlsx(), "empty.xlsx is empty"),
    ],
    ids=lambda each: each if isinstance(each, str) and each.endswith(("csv", "xlsx", "xlsm")) else "",
)
def test_what_is_no_spreadsheet_is_refused_at_the_upload(
    make: Make, monkeypatch: pytest.MonkeyPatch, file: str, content: bytes, reason: str
) -> None:
    monkeypatch.setattr(source, "MOST_UNPACKED", 2 << 20)
    monkeypatch.setattr(source, "MOST_BYTES", 1 << 20)
    with pytest.raises(Refused, match=reason):
        begin_people_import(file, content, kind=K.ORGANISATIONS, by=SYSTEM)
    assert count(make, PeopleImport) == 0


def test_one_row_too_many_is_named_and_nothing_of_the_file_is_kept(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "MOST_ROWS", 3)
    monkeypatch.setattr(read, "BATCH", 2)
    found = tried(K.ORGANISATIONS, "name", "A", "B", "", "C", "D", file="many.csv")
    assert found.state is ImportState.MATCHING and found.problem == "many.csv has more than 3 rows: line 6 is one too many. Split it."
    assert count(make, PeopleImportRow) == 0


def test_a_workbook_that_breaks_off_says_on_which_line(make: Make) -> None:
    with zipfile.ZipFile(io.BytesIO(damaged("", b""))) as whole:
        sheet = whole.read("xl/worksheets/sheet1.xml")
    with pytest.raises(Refused, match=r"half.xlsx, line 3: Cannot be read from here on"):
        begin_people_import(
            "half.xlsx", damaged("xl/worksheets/sheet1.xml", sheet.replace(b'<row r="3"', b'<row r="x"')), kind=K.ORGANISATIONS, by=SYSTEM
        )
    assert count(make, PeopleImport) == 0


def test_a_formula_is_named_with_its_column_and_a_header_that_comes_again_is_no_row(make: Make) -> None:
    make.location(code="KLF", name="Kloof")
    sheet = xlsx(["name", "location", "invoice_email"], ["Ann", "KLF", '=CONCAT("a","@b.example")'], ["name", "location", "invoice_email"])
    found = run(begin_people_import("sums.xlsx", sheet, kind=K.ORGANISATIONS, by=SYSTEM))
    said = reasons(make, found)
    assert (
        states(make, found) == ["bad", "bad"]
        and "invoice_email: Is a formula" in said[2]
        and "location: There is no location location" in said[3]
    )


def test_a_heading_that_stands_twice_is_never_chosen_in_silence(make: Make) -> None:
    found = begin_people_import("twice.csv", b"name,location,name\nAnn,KLF,Bea\n", kind=K.ORGANISATIONS, by=SYSTEM)
    assert found.state is ImportState.MATCHING, "which of the two is meant a person says"
    with pytest.raises(Refused, match="chosen twice"):
        try_people_import(found.id, {"name": 0, "location": 0}, by=SYSTEM)
    assert count(make, Organisation) == 0
