"""`run.py onboard`: what it prints, what it writes beside the file, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from app.cli import onboard
from app.cli.say import CannotStart
from app.core.errors import Refused
from app.models import License, OutboxMessage, PeopleImport
from config import Settings
from tests.actions.people_imports.test_people_imports import Place, count, csv_of
from tests.make import Make


@pytest.fixture
def place(make: Make) -> Place:
    return Place(make)


@pytest.fixture
def file(tmp_path: Path, place: Place) -> Path:
    path = tmp_path / "people.csv"
    path.write_bytes(csv_of(place.row("Acme", "Thandi Mokoena", "thandi@acme.example"), place.row("=Acme", "Sipho Dube", "sipho")))
    return path


def printed(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def test_a_dry_run_says_everything_and_leaves_nothing(
    make: Make, file: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert onboard.main([str(file), "--dry-run", "--json"], settings) == 1
    told = printed(capsys)
    assert (told["written"], told["rows"], told["onboarded"], told["refused"]) == (False, 2, 1, 1)
    good, bad = told["people"]
    assert (good["line"], good["is_new_organisation"], good["role"]) == (2, True, "primary") and good["net_cents"] > 0
    assert (bad["line"], bad["problems"][0]["column"]) == (3, "email")
    assert (count(make, License), count(make, PeopleImport)) == (0, 0)
    assert list(file.parent.iterdir()) == [file]


def test_good_rows_come_in_and_the_others_come_back(make: Make, file: Path, settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert onboard.main([str(file), "--json"], settings) == 1
    told = printed(capsys)
    assert (told["written"], told["onboarded"], told["refused"]) == (True, 1, 1)
    left = Path(told["returned"]).read_text().splitlines()
    assert left[0] == "organisation,name,email,membership,space,start,reason"
    assert left[1].startswith("'=Acme,Sipho Dube,sipho,")
    assert count(make, License) == 1
    assert not make.session.scalar(select(func.count()).select_from(OutboxMessage).where(OutboxMessage.event == "PeopleImportGoesOn"))
    file.write_text("\n".join(file.read_text().splitlines()[:2]) + "\n")
    assert onboard.main([str(file)], settings) == 0
    assert "0 brought in, 1 were there already" in capsys.readouterr().err


def test_a_file_without_a_needed_column_ends_in_words(make: Make, tmp_path: Path, settings: Settings) -> None:
    path = tmp_path / "people.csv"
    path.write_text("organisation,name,email,membership,start\nAcme,Ann Other,ann@acme.example,DESK,2026-06-01\n")
    with pytest.raises(Refused, match="The column space is needed"):
        onboard.main([str(path)], settings)
    with pytest.raises(CannotStart, match=r"gone\.csv cannot be read"):
        onboard.main([str(tmp_path / "gone.csv")], settings)
    assert count(make, PeopleImport) == 0
