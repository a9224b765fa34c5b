"""Folder, zip and workbook hold the same package; what pretends to be one is refused without harm."""

from __future__ import annotations

import csv
import datetime as dt
import json
import zipfile
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from app.access.actor import SYSTEM
from app.actions.packages.import_package import import_package
from app.actions.packages.source import raw
from app.actions.packages.source.csv_text import csv_sheet
from app.cli import import_package as import_command
from app.core.errors import Forbidden, Refused
from app.models import Adhoc, Discount, License, LicensePause, Location, Organisation
from tests.actions.packages.packing import archive, folder, good, text_of, workbook


def test_a_zip_with_its_files_in_a_folder(session, tmp_path):
    path = archive(good(), tmp_path / "package.zip", inside="moving in/")
    assert import_package(path, by=SYSTEM).is_written
    assert session.scalar(select(func.count()).select_from(License)) == 1


def test_a_workbook_with_numbers_and_dates_as_such(session, tmp_path):
    path = workbook(
        good(),
        tmp_path / "package.xlsx",
        licenses_F2=dt.datetime(2026, 1, 15),
        memberships_D2=2950.10,
        adhocs_F2=2,
        locations_F2=True,
    )
    found = import_package(path, by=SYSTEM)
    assert found.errors == []
    assert session.scalars(select(License.starts_on)).all() == [dt.date(2026, 1, 15)]
    again = import_package(folder(good() | {"licenses": [good()["licenses"][0] | {"start": "2026-01-15"}]}, tmp_path / "csv"), by=SYSTEM)
    assert {name for name, counts in again.files.items() if counts["changed"]} == {"memberships"}


def test_a_cell_that_shows_percent_is_read_as_it_shows(session, tmp_path):
    """The format says how often: 0.105 that shows 10.5%, 7 that shows 7%, and 3.5 behind which the sign is only drawn."""
    tables = good()
    tables["discounts"] += [tables["discounts"][0] | {"code": f"D{number}"} for number in (2, 3, 4)]
    path = workbook(tables, tmp_path / "package.xlsx")
    book = load_workbook(path)
    for row, (value, shown) in enumerate([(0.105, "0.0%"), (0.07, "0%"), (1, "0.00%;[Red]-0.00%"), (3.5, '0.0"%"')], start=2):
        book["discounts"][f"D{row}"].value = value
        book["discounts"][f"D{row}"].number_format = shown
    book.save(path)
    assert import_package(path, by=SYSTEM).errors == []
    assert dict(session.execute(select(Discount.code, Discount.percent)).all()) == {
        "D1": Decimal("10.5"),
        "D2": 7,
        "D3": 100,
        "D4": Decimal("3.5"),
    }


@pytest.mark.parametrize("row", [1005, 40_000])
def test_rows_below_a_long_gap_are_named_and_not_passed_over(session, tmp_path, row):
    path = workbook(good(), tmp_path / "package.xlsx")
    book = load_workbook(path)
    for column, value in enumerate(good()["spaces"][0].values(), start=1):
        book["spaces"].cell(row, column, value)
    book["rooms"].cell(50_000, 1).number_format = "0%"  # something was there once
    book.save(path)
    found = import_package(path, by=SYSTEM)
    assert [(error.file, error.line) for error in found.errors] == [("spaces", row)] and "1000 empty rows" in found.errors[0].reason
    assert not found.is_written


def test_a_formula_in_a_workbook_is_no_value(session, tmp_path):
    found = import_package(workbook(good(), tmp_path / "package.xlsx", memberships_D2="=2900+50"), by=SYSTEM)
    assert [(error.file, error.line, error.column, error.value) for error in found.errors] == [
        ("memberships.csv", 2, "primary_price", "=2900+50")
    ]
    assert "formula" in found.errors[0].reason


@pytest.mark.parametrize("name", ["../locations.csv", "/locations.csv", "a/../../locations.csv", "C:\\locations.csv", "..\\locations.csv"])
def test_a_zip_that_climbs_out_is_refused(session, tmp_path, name):
    with zipfile.ZipFile(tmp_path / "bad.zip", "w") as target:
        target.writestr(name, text_of(good()["locations"]))
    with pytest.raises(Refused, match="outside"):
        import_package(tmp_path / "bad.zip", by=SYSTEM)


def test_a_zip_that_swells_is_refused(session, tmp_path, monkeypatch):
    monkeypatch.setattr("app.actions.packages.source.archive.MOST_BYTES", 1_000_000)
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("locations.csv", "code\n" + "0\n" * 1_000_000)
    assert (tmp_path / "bomb.zip").stat().st_size < 10_000
    with pytest.raises(Refused, match="more than"):
        import_package(tmp_path / "bomb.zip", by=SYSTEM)


def test_a_workbook_that_swells_is_refused(session, tmp_path, monkeypatch):
    monkeypatch.setattr("app.actions.packages.source.workbook.MOST_UNPACKED", 2_000)
    with pytest.raises(Refused, match="too large"):
        import_package(workbook(good(), tmp_path / "package.xlsx"), by=SYSTEM)


@pytest.mark.parametrize(("name", "content"), [("a.zip", b"PK nonsense"), ("a.xlsx", b"PK nonsense"), ("a.txt", b"hello"), ("a.zip", b"")])
def test_what_is_no_package_is_refused(session, tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Refused, match=name):
        import_package(tmp_path / name, by=SYSTEM)


def test_nothing_there_or_nothing_in_it(session, tmp_path):
    with pytest.raises(Refused, match="There is no"):
        import_package(tmp_path / "elsewhere", by=SYSTEM)
    with pytest.raises(Refused, match="no CSV file"):
        import_package(tmp_path, by=SYSTEM)


def test_more_rows_than_can_be_are_refused(session, tmp_path, monkeypatch):
    monkeypatch.setattr("app.actions.packages.source.csv_text.MOST_ROWS", 2)
    found = import_package(folder(good(), tmp_path / "package"), by=SYSTEM)
    assert ("locations.csv", 4) in [(error.file, error.line) for error in found.errors]
    assert raw.MOST_ROWS >= 50_000


def test_a_dry_run_asks_the_database_and_leaves_nothing(session, tmp_path):
    found = import_package(folder(good(), tmp_path / "package"), dry_run=True, by=SYSTEM)
    assert (found.is_written, found.error_count, found.files["licenses"]["created"]) == (False, 0, 1)
    assert session.scalar(select(func.count()).select_from(Location)) == 0


def test_only_people_of_the_whole_network_import(make, session, tmp_path):
    manager = make.manager(of=make.location())
    with pytest.raises(Forbidden):
        import_package(folder(good(), tmp_path / "package"), by=manager)


def spoiled():
    tables = good()
    acme = tables["organisations"][0]
    tables["organisations"] += [acme | {"code": "BAD", "status": "happy"}, acme | {"code": "FINE", "name": "Fine & Co, “quoted”"}]
    license = tables["licenses"][0]
    tables["licenses"] += [
        license | {"code": "L2", "organisation": "BAD", "user": ""},
        license | {"code": "L3", "organisation": "FINE", "user": ""},
        license | {"code": "L4", "pause_start": "2026-05-01", "start": "soon"},
    ]
    tables["adhocs"].append(tables["adhocs"][0] | {"code": "A2", "description": "=1+1"})
    return tables


@pytest.mark.parametrize("shape", ["rest", "rest.zip", "rest.xlsx"])
def test_partial_writes_the_good_and_returns_the_rest(session, tmp_path, shape):
    rest = tmp_path / shape
    found = import_package(folder(spoiled(), tmp_path / "package"), leftovers=rest, by=SYSTEM)
    assert (found.is_written, found.left_out, found.error_count) == (True, 4, 3)
    assert sorted(session.scalars(select(License.code))) == ["L1", "L3"]
    assert sorted(session.scalars(select(Organisation.code))) == ["ACME", "FINE", "VELO"]
    assert session.scalars(select(Adhoc.code)).all() == ["A1"]
    assert session.scalar(select(func.count()).select_from(LicensePause)) == 2
    again = import_package(rest, by=SYSTEM)
    assert {name: counts["refused"] for name, counts in again.files.items()} == {"organisations": 1, "licenses": 2, "adhocs": 1}
    assert next((error.file, error.line, error.value) for error in again.errors) == ("organisations.csv", 2, "happy")
    assert ("adhocs.csv", "=1+1") in [(error.file, error.value) for error in again.errors]


def test_the_rest_says_why_and_is_never_written_over(session, tmp_path):
    package, rest = folder(spoiled(), tmp_path / "package"), tmp_path / "rest"
    import_package(package, leftovers=rest, by=SYSTEM)
    with (rest / "licenses.csv").open(newline="") as file:
        assert [row["code"] for row in csv.DictReader(file)] == ["L2", "L4"]
    reasons = {row["key"][0]: row["reasons"] for row in json.loads((rest / "reasons.json").read_text())}
    assert reasons["L2"] == ["organisation: depends on organisations.csv, line 4, which has an error."]
    with pytest.raises(Refused, match="already"):
        import_package(package, leftovers=rest, by=SYSTEM)


@pytest.mark.parametrize("spoilt", ['ACME2,Two,KLF\nACME3,"Three,KLF\nACME4,Four,KLF\n', None])
def test_a_file_that_breaks_off_keeps_everything_out_also_partly(session, settings, tmp_path, spoilt):
    """Nobody could give back the rows behind the break."""
    package = folder(good(), tmp_path / "package")
    if spoilt is not None:
        (package / "organisations.csv").write_text("code,name,location\nACME,Acme,KLF\n" + spoilt)
    else:
        (package / "organisations.csv").write_bytes(b"code,name,location\nACME,Acme \xff,KLF\n")
    assert import_command.main([str(package), "--partial", str(tmp_path / "rest")], settings) == 1
    assert session.scalar(select(func.count()).select_from(Location)) == 0 and not (tmp_path / "rest").exists()


def test_a_sheet_that_is_there_twice_keeps_everything_out_also_partly(session, tmp_path):
    path = workbook(good(), tmp_path / "package.xlsx")
    book = load_workbook(path)
    book.copy_worksheet(book["spaces"]).title = "Spaces "
    book.save(path)
    found = import_package(path, leftovers=tmp_path / "rest", by=SYSTEM)
    assert not found.is_written and "twice" in found.errors[0].reason


def test_what_comes_back_is_run_by_no_spreadsheet(session, tmp_path):
    tables = spoiled() | {"=odd": [{"=a": "@b", "c": "-5"}]}
    rest = tmp_path / "rest"
    import_package(folder(tables, tmp_path / "package"), leftovers=rest, by=SYSTEM)
    with (rest / "adhocs.csv").open(newline="") as file:
        assert [row["description"] for row in csv.DictReader(file)] == ["'=1+1"]
    assert (rest / "=odd.csv").read_text().splitlines() == ["'=a,c", "'@b,-5"]


def test_a_byte_that_is_no_utf8_is_named_by_its_line_however_far_down():
    """Also where a letter of two bytes lies across the pieces in which a file is looked through."""
    rows = ("x" + "é" * 9 + ",b\n").encode() * 100_000
    with pytest.raises(raw.Unreadable) as refused:
        csv_sheet("people", "people.csv", b"code,name\n" + rows + b"\xff,c\n" + rows)
    assert refused.value.line == 100_002
