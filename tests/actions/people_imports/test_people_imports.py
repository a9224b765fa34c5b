"""A spreadsheet of people: matched, tested, brought in row by row, and never twice."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select

from app.access.actor import SYSTEM, Actor
from app.access.roles import FRONT_DESK, LOCATION_MANAGER, SALES
from app.actions.people_imports.begin import begin_people_import
from app.actions.people_imports.carry_on import carry_on
from app.actions.people_imports.forget import forget_people_import
from app.actions.people_imports.leftovers import left_header, left_rows
from app.actions.people_imports.match import proposed
from app.actions.people_imports.start import start_people_import
from app.actions.people_imports.try_out import try_people_import
from app.core import clock
from app.core.errors import Forbidden, Missing, Refused
from app.models import FoyerUser, License, Location, Membership, Onboarding, Organisation, PeopleImport, PeopleImportRow, Space
from app.models.people_import import ImportState
from app.work import transaction
from tests.make import Make

HEADER = ["organisation", "name", "email", "membership", "space", "start"]


class Place:
    """A location with one membership and one floor."""

    def __init__(self, make: Make) -> None:
        make.role("Member")
        self.location: Location = make.location(code="KLF", name="Kloof")
        self.membership: Membership = make.membership(self.location, code="DESK", name="Dedicated desk")
        self.space: Space = make.space(self.location, code="FLOOR", name="First floor")
        self.start = clock.today(self.location.zone).isoformat()

    def row(self, organisation: str, name: str, email: str, **wishes: str) -> dict[str, str]:
        return {
            "organisation": organisation,
            "name": name,
            "email": email,
            "membership": "DESK",
            "space": "First floor",
            "start": self.start,
        } | wishes


@pytest.fixture
def place(make: Make) -> Place:
    return Place(make)


def csv_of(*rows: dict[str, str], header: list[str] | None = None) -> bytes:
    names = header or list(dict.fromkeys([*HEADER, *(name for row in rows for name in row)]))
    sink = io.StringIO()
    writer = csv.DictWriter(sink, names, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return sink.getvalue().encode()


def tried(content: bytes, *, by: Actor = SYSTEM, file: str = "people.csv") -> PeopleImport:
    found = begin_people_import(file, content, by=by)
    while carry_on(found.id, seconds=60):
        pass
    return found


def brought_in(found: PeopleImport, *, by: Actor = SYSTEM) -> PeopleImport:
    start_people_import(found.id, by=by)
    while carry_on(found.id, seconds=60):
        pass
    return found


def rows(make: Make, found: PeopleImport) -> list[PeopleImportRow]:
    make.session.rollback()
    make.session.expire_all()
    return list(make.session.scalars(select(PeopleImportRow).where(PeopleImportRow.import_id == found.id).order_by(PeopleImportRow.line)))


def states(make: Make, found: PeopleImport) -> list[str]:
    return [row.state.value for row in rows(make, found)]


def reasons(make: Make, found: PeopleImport) -> dict[int, str]:
    return {row.line: " ".join(f"{each['column']}: {each['reason']}" for each in row.problems) for row in rows(make, found) if row.problems}


def count(make: Make, model: Any) -> int:
    make.session.rollback()
    return make.session.scalar(select(func.count()).select_from(model)) or 0


def test_the_test_says_what_each_row_will_make_and_makes_nothing(make: Make, place: Place) -> None:
    make.organisation(place.location, code="BLUE", name="Bluegum (Pty) Ltd")
    content = csv_of(
        place.row("Acme", "Thandi Mokoena", "thandi@acme.example"),
        place.row("acme ", "Sipho Dube", "sipho@acme.example"),
        place.row("BLUE", "Zoë O'Neill", "zoe@bluegum.example", custom_price="1000.00", custom_price_reason="A friend"),
    )
    before = count(make, Organisation)
    found = tried(content)

    assert states(make, found) == ["good"] * 3 and found.state is ImportState.TESTED
    first, second, third = (row.plan for row in rows(make, found))
    assert (first["is_new_organisation"], first["role"], first["organisation"]) == (True, "primary", "Acme")
    assert (second["is_new_organisation"], second["role"], second["organisation"]) == (True, "extra", "Acme")
    assert first["net_cents"] > second["net_cents"] > 0
    assert (third["is_new_organisation"], third["organisation"]) == (False, "Bluegum (Pty) Ltd")
    assert (count(make, Organisation), count(make, License), count(make, Onboarding)) == (before, 0, 0)


def test_good_rows_come_in_and_the_same_file_again_makes_nothing(make: Make, place: Place) -> None:
    content = csv_of(
        place.row("Acme", "Thandi Mokoena", "thandi@acme.example", phone="+27 82 000 0000"),
        place.row("Acme", "Sipho Dube", "Sipho@acme.example"),
    )
    done = brought_in(tried(content))

    assert states(make, done) == ["onboarded", "onboarded"]
    assert make.session.get_one(PeopleImport, done.id).state is ImportState.DONE
    assert count(make, Organisation) == 1
    assert {row.onboarding.user.email for row in rows(make, done) if row.onboarding} == {"thandi@acme.example", "sipho@acme.example"}
    again = tried(content)
    assert states(make, again) == ["there", "there"]
    with pytest.raises(Refused, match="No row"):
        start_people_import(again.id, by=SYSTEM)
    assert count(make, License) == 2


def test_two_files_at_once_make_nothing_twice(make: Make, place: Place) -> None:
    """Both were tested before either was begun."""
    content = csv_of(place.row("Acme", "Thandi Mokoena", "thandi@acme.example"))
    one, other = tried(content), tried(content)
    brought_in(one)
    brought_in(other)
    assert (states(make, one), states(make, other)) == (["onboarded"], ["there"])
    assert count(make, License) == 1


def test_each_bad_row_is_named_and_stops_no_other(make: Make, place: Place) -> None:
    make.user(email="taken@else.example", organisation_id=make.organisation(place.location).id)
    content = csv_of(
        place.row("Acme", "Thandi Mokoena", "thandi@acme.example"),
        place.row("Acme", "Thandi Mokoena", "thandi@acme.example"),
        place.row("Other", "Thandi Mokoena", "thandi@acme.example"),
        place.row("Acme", "Sipho", "no address", start="30/06/2026"),
        place.row("Acme", "A" * 10_000, "a@acme.example"),
        place.row("Acme", "Ann Other", "ann@acme.example", membership="DEKS"),
        place.row("Acme", "Pat Smith", "taken@else.example"),
        place.row("Acme", "Lee Last", "lee@acme.example"),
    )
    found = brought_in(tried(content))

    told = reasons(make, found)
    assert states(make, found) == ["onboarded", "bad", "bad", "bad", "bad", "bad", "bad", "onboarded"]
    assert "line 2 already" in told[3] and "another organisation on line 2" in told[4]
    assert "not an e-mail address" in told[5] and "start: Is not a date" in told[5] and "name: A first name" in told[5]
    assert "10000 characters" in told[6]
    assert "Did you mean" in told[7] and told[7].startswith("membership:")
    assert told[8] == "email: This address belongs to somebody else already."
    assert count(make, Organisation) == 2, "Acme, and the one that was there"


def test_what_comes_back_can_be_put_right_and_uploaded_again(make: Make, place: Place) -> None:
    bad = place.row("=Acme", "Thandi Mokoena", "thandi@acme", notes="@home")
    found = tried(csv_of(bad))
    try_people_import(found.id, proposed(found.header), by=SYSTEM)
    while carry_on(found.id, seconds=60):
        pass
    assert left_header(found) == [*found.header, "reason"]
    (back,) = left_rows(make.session, found)
    assert back[:3] == ["=Acme", "Thandi Mokoena", "thandi@acme"] and "email:" in back[-1]

    right = dict(zip(left_header(found), back, strict=True)) | {"organisation": "'=Acme", "email": "thandi@acme.example"}
    again = tried(csv_of(right, header=left_header(found)))
    try_people_import(again.id, proposed(again.header), by=SYSTEM)
    while carry_on(again.id, seconds=60):
        pass
    brought_in(again)
    assert count(make, Organisation) == 1
    assert make.session.scalars(select(Organisation)).one().name == "=Acme", "what looks like a formula is text"


def test_a_file_from_elsewhere_waits_for_its_columns(make: Make, place: Place) -> None:
    sheet = Workbook()
    page = sheet.active
    page.append(["Company", "Surname", "First name", "E-Mail", "Plan", "Office", "Start date", "Shoe size"])
    page.append(
        ["Acme", "Mokoena", "Thandi", "thandi@acme.example", "dedicated desk", "first floor", dt.date.fromisoformat(place.start), 38]
    )
    page.append(["Acme", "Dube", "Sipho", "=A1", "dedicated desk", "first floor", dt.date.fromisoformat(place.start), 44])
    sink = io.BytesIO()
    sheet.save(sink)
    found = begin_people_import("members.xlsx", sink.getvalue(), by=SYSTEM)

    assert found.state is ImportState.MATCHING
    assert found.columns == {"organisation": 0, "first_name": 2, "last_name": 1, "email": 3, "membership": 4, "space": 5, "start": 6}
    with pytest.raises(Refused, match="space is needed") as refusal:
        try_people_import(found.id, {name: at for name, at in found.columns.items() if name != "space"}, by=SYSTEM)
    assert refusal.value.field == "space"
    try_people_import(found.id, found.columns, by=SYSTEM)
    while carry_on(found.id, seconds=60):
        pass
    assert states(make, found) == ["good", "bad"]
    assert "formula" in reasons(make, found)[3]


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("people.csv", b"", "not even a header"),
        ("people.csv", b"na\xefve,email\n", "UTF-8"),
        ("people.xlsx", b"not a workbook", "not a workbook"),
        ("people.pdf", b"%PDF", "neither a CSV file nor a workbook"),
        ("people.csv", b"," * 21 * 1024 * 1024, "larger than 20 MB"),
    ],
)
def test_what_is_no_spreadsheet_is_refused_in_words(make: Make, file: str, content: bytes, said: str) -> None:
    with pytest.raises(Refused, match=said):
        begin_people_import(file, content, by=SYSTEM)
    assert count(make, PeopleImport) == 0


def test_a_bomb_is_not_unpacked(make: Make) -> None:
    sink = io.BytesIO()
    with (
        zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part,
    ):
        for _megabyte in range(520):
            part.write(bytes(1024 * 1024))
    with pytest.raises(Refused, match=r"bomb\.xlsx is too large once unpacked"):
        begin_people_import("bomb.xlsx", sink.getvalue(), by=SYSTEM)


def test_more_rows_than_are_taken_at_once_bring_in_nobody(make: Make, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.actions.people_imports.source.MOST_ROWS", 3)
    found = tried(csv_of(*[place.row("Acme", "Ann Other", f"ann{n}@acme.example") for n in range(4)]))
    make.session.expire_all()
    assert found.state is ImportState.MATCHING and "more than 3 rows" in found.problem
    assert rows(make, found) == []


def test_rows_share_the_desks_of_a_space(make: Make, place: Place) -> None:
    """Organisations are tested one by one, and the last place is still given once."""
    with transaction(by=SYSTEM) as work:
        work.lock(Space, place.space.id).capacity = 1
    content = csv_of(place.row("Acme", "Thandi Mokoena", "thandi@acme.example"), place.row("Other", "Sipho Dube", "sipho@other.example"))
    found = tried(content)
    assert states(make, found) == ["good", "bad"] and "take the last place" in reasons(make, found)[3]
    assert states(make, brought_in(found)) == ["onboarded", "bad"]


def test_it_is_done_in_the_name_of_who_ordered_it(make: Make, place: Place) -> None:
    elsewhere = make.membership(make.location(code="RSB"), code="RSB-DESK")
    desk, manager = make.actor(FRONT_DESK, at=[place.location]), make.actor(LOCATION_MANAGER, at=[place.location])
    priced = place.row("Acme", "Thandi Mokoena", "thandi@acme.example", custom_price="1.00", custom_price_reason="A friend")
    away = place.row("Acme", "Sipho Dube", "sipho@acme.example", membership=elsewhere.code)

    found = tried(csv_of(priced, away), by=desk)
    assert "license: price" in reasons(make, found)[2] and "no membership RSB-DESK" in reasons(make, found)[3]
    assert states(make, tried(csv_of(priced, away), by=manager)) == ["good", "bad"]
    with pytest.raises(Forbidden):
        begin_people_import("people.csv", csv_of(priced), by=make.actor(SALES))
    with pytest.raises(Missing):
        start_people_import(found.id, by=make.actor(FRONT_DESK, at=[elsewhere.location]))
    own = tried(csv_of(place.row("Acme", "Thandi Mokoena", "thandi@acme.example")), by=desk)
    brought_in(own, by=desk)
    assert rows(make, own)[0].onboarding.user.email == "thandi@acme.example"  # type: ignore[union-attr]


def test_a_spreadsheet_is_forgotten_and_the_people_stay(make: Make, place: Place) -> None:
    done = brought_in(tried(csv_of(place.row("Acme", "Thandi Mokoena", "thandi@acme.example"))))
    assert make.session.get_one(PeopleImport, done.id).content is None, "the rows are kept, and nothing else of the file"
    forget_people_import(done.id, by=SYSTEM)
    assert (count(make, PeopleImportRow), count(make, License)) == (0, 1)
    assert make.session.scalars(select(FoyerUser.email).where(FoyerUser.email == "thandi@acme.example")).one()
