"""`run.py import` and `run.py invoice-preview`: what they print, and how they end."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.actions.packages.sheets import SHEETS
from app.cli import import_package, invoice_preview
from app.core.errors import Missing
from app.models import Location
from tests.actions.packages.packing import folder, good


@pytest.fixture
def package(app, tmp_path):
    return folder(good(), tmp_path / "package")


def printed(capsys):
    return json.loads(capsys.readouterr().out)


def test_an_import_prints_its_counts(package, settings, session, capsys):
    assert import_package.main([str(package), "--json"], settings) == 0
    told = printed(capsys)
    assert told["written"] is True
    assert told["files"]["locations"] == {"rows": 3, "created": 3, "changed": 0, "unchanged": 0, "refused": 0}
    assert told["errors"] == []


def test_a_dry_run_ends_well_and_writes_nothing(package, settings, session, capsys):
    assert import_package.main([str(package), "--dry-run", "--json"], settings) == 0
    assert printed(capsys)["written"] is False
    assert session.scalar(select(func.count()).select_from(Location)) == 0


def test_a_bad_package_ends_with_1_and_names_the_place(package, settings, session, capsys):
    (package / "spaces.csv").write_text("code,location,name\nX,NOWHERE,Floor\n")
    assert import_package.main([str(package), "--json"], settings) == 1
    error = printed(capsys)["errors"][0]
    assert {name: error[name] for name in ("file", "line", "column", "value")} == {
        "file": "spaces.csv",
        "line": 2,
        "column": "location",
        "value": "NOWHERE",
    }
    assert import_package.main([str(package)], settings) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert "spaces.csv, line 2, location" in told.err


def test_the_rest_goes_beside_the_package_when_nobody_says_where(package, settings, session, capsys):
    tables = good()
    tables["adhocs"][0]["quantity"] = "-1"
    folder(tables, package)
    assert import_package.main([str(package), "--json", "--partial"], settings) == 0
    told = printed(capsys)
    assert (told["written"], told["left_out"]) == (True, 1)
    assert (package.parent / "package-left-out" / "adhocs.csv").exists()
    assert told["returned"] == str(package.parent / "package-left-out")


@pytest.mark.parametrize("argv", [[], ["a", "b"], ["a", "--quickly"]])
def test_wrong_use_ends_with_2(settings, argv):
    with pytest.raises(SystemExit) as ended:
        import_package.main(argv, settings)
    assert ended.value.code == 2


def test_a_preview_prints_one_document(package, settings, session, capsys):
    import_package.main([str(package)], settings)
    capsys.readouterr()
    assert invoice_preview.main(["--location", "KLF", "--month", "2026-06", "--cut-off", "2026-06-30", "--json"], settings) == 0
    told = printed(capsys)
    (acme,) = told["organisations"]
    assert (acme["organisation"], acme["currency"]) == ("ACME", "ZAR")
    assert [(line["kind"], line["license"], line["from"], line["net"]) for line in acme["lines"]] == [
        ("license", "L1", "2026-06-01", "2522.25"),
        ("recurring", None, "2026-06-01", "950.00"),
        ("adhoc", None, "2026-06-10", "-500.00"),
    ]
    line = acme["lines"][0]
    assert (line["days"], line["of"], line["price"], line["role"], line["vat"], line["vat_percent"]) == (
        30,
        30,
        "2950.00",
        "primary",
        "378.34",
        "15",
    )
    assert line["factors"] == [{"rule": "commitment", "percent": "10"}, {"rule": "manual", "percent": "5"}]
    assert [step["rule"] for step in line["trace"]]
    assert (told["net"], told["vat"], told["total"]) == ("2972.25", "445.84", "3418.09")
    assert len(told["fingerprint"]) == 64


def test_a_preview_of_nobody(package, settings, session):
    with pytest.raises(Missing, match="no location ZZZ"):
        invoice_preview.main(["--location", "ZZZ", "--month", "2026-06", "--json"], settings)


@pytest.mark.parametrize(
    "argv", [["--location", "KLF"], ["--location", "KLF", "--month", "June"], ["--location", "KLF", "--month", "2026-06", "--cut-off", "x"]]
)
def test_a_preview_asked_for_wrongly(settings, argv):
    with pytest.raises(SystemExit) as ended:
        invoice_preview.main(argv, settings)
    assert ended.value.code == 2


def test_the_page_about_packages_names_every_file_with_its_columns():
    rows = re.findall(
        r"^\| `(\w+)` \| (.+) \|$", (Path(__file__).parents[3] / "docs" / "data-package.md").read_text(encoding="utf-8"), flags=re.M
    )
    assert {name: told.split(", ") for name, told in rows} == {name: list(sheet.by_name) for name, sheet in SHEETS.items()}
