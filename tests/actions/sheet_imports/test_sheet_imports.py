"""A spreadsheet of one noun: named, tested, brought in chunk by chunk or as a whole, and never twice."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy import select

from app.access.actor import SYSTEM, Actor
from app.access.roles import FINANCE, FRONT_DESK, LOCATION_MANAGER
from app.actions.people_imports.begin import begin_people_import
from app.actions.people_imports.carry_on import carry_on
from app.actions.people_imports.leftovers import left_header, left_rows
from app.actions.people_imports.start import start_people_import
from app.actions.people_imports.try_out import try_people_import
from app.actions.sheet_imports import read
from app.actions.sheet_imports.labels import about, labels
from app.actions.sheet_imports.nouns import NOUNS, Noun
from app.actions.sheet_imports.spelling import Days, Decimals, Spelling
from app.core.errors import Forbidden, Refused
from app.models import Adhoc, AuditEvent, Contact, Discount, FoyerUser, Organisation, PeopleImport, Product, Space
from app.models.people_import import ImportKind, ImportState
from tests.actions.people_imports.test_people_imports import count, reasons, rows, states
from tests.make import Make

K = ImportKind


def tried(
    kind: ImportKind, *lines: str, by: Actor = SYSTEM, file: str = "sheet.csv", columns: dict[str, int] | None = None, **how: Any
) -> PeopleImport:
    found = begin_people_import(file, "\n".join(lines).encode(), kind=kind, by=by)
    if found.state is ImportState.MATCHING:
        try_people_import(found.id, columns or found.columns, by=by, **how)
    return run(found)


def run(found: PeopleImport) -> PeopleImport:
    while carry_on(found.id, seconds=60):
        pass
    return found


def brought(found: PeopleImport, *, by: Actor = SYSTEM, whole: bool = False) -> PeopleImport:
    start_people_import(found.id, whole=whole, by=by)
    return run(found)


def test_names_stand_for_codes_and_the_same_file_makes_nothing_twice(make: Make) -> None:
    make.location(code="KLF", name="Kloof")
    lines = ("Company name;Site;Billing e-mail;Days to pay", "Acme (Pty) Ltd;kloof;money@acme.example;14", "Bluegum;KLF;;")
    found = tried(K.ORGANISATIONS, *lines)
    assert states(make, found) == ["good", "good"] and count(make, Organisation) == 0
    brought(found)
    acme, _bluegum = make.session.scalars(select(Organisation).order_by(Organisation.id)).all()
    assert (acme.code[:4], acme.name, acme.invoice_email, acme.payment_days) == ("KLF-", "Acme (Pty) Ltd", "money@acme.example", 14)
    told = make.session.scalars(select(AuditEvent).where(AuditEvent.noun == "organisation", AuditEvent.noun_id == acme.id)).one()
    assert (told.verb, told.changes["name"]) == ("create", [None, "Acme (Pty) Ltd"])
    assert next(row.plan["id"] for row in rows(make, found)) == acme.id

    assert states(make, tried(K.ORGANISATIONS, *lines)) == ["there", "there"]
    again = brought(tried(K.ORGANISATIONS, "code,name,payment_days,address", f"{acme.code},,30,", f"{acme.code},Other,,"))
    assert states(make, again) == ["onboarded", "bad"] and "line 2 already" in reasons(make, again)[3]
    make.session.refresh(acme)
    assert (acme.name, acme.payment_days) == ("Acme (Pty) Ltd", 30), "a blank cell leaves what is there"


def test_a_row_that_is_wrong_says_where_and_comes_back_mended(make: Make) -> None:
    make.location(code="KLF", name="Kloof")
    make.role("Member")
    found = tried(
        K.USERS,
        "Full name,E-mail,Company,Notes",
        "Thandi Mokoena,thandi@acme.example,,x",
        "=Evil,nobody,Akme,=1+1",
        "Sipho Dube,sipho@acme.example,,too,many",
    )
    assert states(make, found) == ["good", "bad", "bad"]
    said = reasons(make, found)
    assert (
        "email: nobody is not an e-mail address" in said[3]
        and "organisation: There is no organisation Akme" in said[3]
        and "5 cells" in said[4]
    )
    brought(found)
    assert left_header(found) == ["Full name", "E-mail", "Company", "Notes", "reason"]
    left = list(left_rows(make.session, found))
    assert (
        [row[0] for row in left] == ["=Evil", "Sipho Dube"]
        and left[0][3] == "=1+1"
        and "Company: There is no organisation Akme" in left[0][4]
    )
    mended = brought(tried(K.USERS, "Full name,E-mail,Company,Notes,reason", "Sipho Dube,sipho@acme.example,,x,told"))
    assert states(make, mended) == ["onboarded"]
    assert set(make.session.scalars(select(FoyerUser.email))) >= {"thandi@acme.example", "sipho@acme.example"}


def test_all_or_nothing_and_the_row_that_only_the_database_refuses(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    make.location(code="KLF", name="Kloof")
    monkeypatch.setattr(read, "BATCH", 2)
    header, good = "code,name,location,type,price,days", [f"P{number},Thing {number},KLF,stuff,10.00," for number in range(5)]
    found = tried(K.PRODUCTS, header, *good)
    make.session.add(
        Product(code="P3", name="Came meanwhile", type="stuff", price_cents=100)
    )  # of another location's hands, between test and start
    make.session.commit()
    assert states(make, brought(found, whole=True)) == ["onboarded"] * 5, "a row that came meanwhile is changed"
    bad = tried(K.PRODUCTS, header, "P8,Fine,KLF,stuff,1.00,", "P9,Negative,KLF,stuff,1.00,0")
    with pytest.raises(Refused, match="1 row is refused"):
        start_people_import(bad.id, whole=True, by=SYSTEM)
    assert states(make, brought(bad)) == ["onboarded", "bad"]


def test_as_a_whole_it_is_taken_back_when_a_row_turns_bad(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    place = make.location(code="KLF", name="Kloof")
    monkeypatch.setattr(read, "BATCH", 1)
    space = make.space(place, code="FLOOR", name="First floor")
    found = tried(K.ROOMS, "code,space,name", "R1,FLOOR,Table Bay", "R2,First floor,Signal Hill")
    assert states(make, found) == ["good", "good"]
    make.session.delete(make.session.get_one(Space, space.id))
    make.session.commit()
    brought(found, whole=True)
    assert states(make, found) == ["bad", "bad"] and found.state is ImportState.TESTED and "Nothing came in" in found.problem


def test_killed_between_two_chunks_it_goes_on_and_doubles_nothing(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    make.location(code="KLF", name="Kloof")
    monkeypatch.setattr(read, "BATCH", 2)
    found = tried(K.ORGANISATIONS, "name,location", *(f"Number {number},KLF" for number in range(5)))
    start_people_import(found.id, by=SYSTEM)
    assert carry_on(found.id, seconds=0) and states(make, found).count("onboarded") == 2
    run(found)
    assert count(make, Organisation) == 5 and found.state is ImportState.DONE


def test_nobody_brings_in_what_is_elsewhere_or_above_them(make: Make) -> None:
    here, there = make.location(code="KLF", name="Kloof"), make.location(code="RSB", name="Rosebank")
    theirs = make.organisation(there, code="THEIRS", name="Theirs")
    make.role("Member")
    admin = make.user("Network admin")
    by = make.actor(LOCATION_MANAGER, at=[here])
    said = reasons(
        make, tried(K.ORGANISATIONS, "code,name,location", "THEIRS,Ours,KLF", "NEW,New,Rosebank", "OK,Fine,", ",Nameless,", by=by)
    )
    assert said == {2: "code: Belongs to a location at which you do not work.", 3: "location: You do not work at Rosebank."}, (
        "who works at one location need not name it"
    )
    users = reasons(
        make,
        tried(
            K.USERS,
            "email,name,organisation,location",
            "a@b.example,Ann B,THEIRS,KLF",
            f"{admin.email},Some Body,,KLF",
            "c@d.example,Cee D,,RSB",
            by=by,
        ),
    )
    assert "There is no organisation THEIRS" in users[2] and "Belongs to a location" in users[3] and "do not work at Rosebank" in users[4]
    assert theirs.name == "Theirs"
    with pytest.raises(Forbidden, match="every location"):
        begin_people_import("w.csv", b"code,owner,unit,amount\n", kind=K.CONTACTS, by=by)
    with pytest.raises(Forbidden):
        begin_people_import("w.csv", b"email,name\n", kind=K.USERS, by=make.actor(FINANCE))
    found = begin_people_import("u.csv", b"email,name,roles\n", kind=K.USERS, by=by)
    assert "roles" not in found.columns
    with pytest.raises(Refused, match="may not fill"):
        try_people_import(found.id, {"email": 0, "name": 1, "roles": 2}, by=by)


def test_whoever_starts_it_brings_it_in_by_their_own_rights(make: Make) -> None:
    here = make.location(code="KLF", name="Kloof")
    manager, desk = make.actor(LOCATION_MANAGER, at=[here]), make.actor(FRONT_DESK, at=[here])
    priced = tried(K.LICENSES, "code,organisation,membership,custom_price,price_reason", "L1,Acme,Hot desk,100,Friend", by=manager)
    with pytest.raises(Refused, match="may not fill"):
        start_people_import(priced.id, by=desk)
    plain = tried(K.ORGANISATIONS, "code,name,location", "ACME,Acme,KLF", by=manager)
    assert start_people_import(plain.id, by=desk).ordered_by["id"] == desk.id


def test_what_is_of_the_whole_network_is_not_taken_by_one_location(make: Make) -> None:
    here = make.location(code="KLF", name="Kloof")
    everywhere = make.product(None, code="TEN", name="Ten coffees")
    by = make.actor(LOCATION_MANAGER, at=[here])
    said = reasons(make, tried(K.PRODUCTS, "code,name,location,price", "TEN,Ten coffees,KLF,250", by=by))
    assert "concerns the whole network" in said[2] and everywhere.location_id is None


def test_days_amounts_and_yes_are_read_as_the_file_writes_them(make: Make) -> None:
    place = make.location(code="KLF", name="Kloof")
    make.organisation(place, code="ACME", name="Acme")
    found = begin_people_import(
        "export.csv",
        "sep=;\nId;Customer;Site;Date;Text;Qty;Amount\nA1;Acme;Kloof;03/04/2026;Coffee;1;1.250,50\n".encode("utf-16"),
        kind=K.ADHOCS,
        by=SYSTEM,
    )
    assert found.spelling == {"days": "day_first", "decimals": "comma"} and set(found.columns) == {
        "code",
        "organisation",
        "location",
        "date",
        "description",
        "quantity",
        "unit_price",
    }
    try_people_import(found.id, found.columns, spelling=Spelling(Days.MONTH_FIRST, Decimals.COMMA), by=SYSTEM)
    brought(run(found))
    charge = make.session.execute(select(read.text("date::text, unit_price_cents")).select_from(read.text("adhoc"))).one()
    assert charge == ("2026-03-04", 125050)
    again = begin_people_import("export.csv", b"Id,Customer,Site,Date,Text,Qty,Amount,Extra\n", kind=K.ADHOCS, by=SYSTEM)
    assert again.columns == found.columns, "what was chosen before is remembered"


def test_a_point_before_three_digits_is_asked_about_and_never_guessed(make: Make) -> None:
    """1.500 is fifteen hundred where amounts have a comma, and refused where they have a point."""
    place = make.location(code="KLF", name="Kloof")
    make.organisation(place, code="ACME", name="Acme")
    header, row = (
        "code{0}organisation{0}location{0}date{0}description{0}quantity{0}unit_price",
        "A{1}{0}ACME{0}KLF{0}2026-04-03{0}Coffee{0}1{0}{2}",
    )

    def spelled(*amounts: str, mark: str = ";") -> str:
        lines = [header.format(mark), *(row.format(mark, number, amount) for number, amount in enumerate(amounts))]
        return str(begin_people_import("a.csv", "\n".join(lines).encode(), kind=K.ADHOCS, by=SYSTEM).spelling["decimals"])

    assert [spelled("1.500"), spelled("1.500", "12.50"), spelled("1.500", "2,50"), spelled("1.500", mark=","), spelled("12.50")] == [
        "comma",
        "point",
        "comma",
        "point",
        "point",
    ]
    found = tried(K.ADHOCS, header.format(","), row.format(",", 1, "1.500"), row.format(",", 2, "12.50"))
    assert states(make, found) == ["bad", "good"] and "two decimals" in reasons(make, found)[2]
    brought(tried(K.ADHOCS, header.format(";"), row.format(";", 3, "1.500")))
    assert make.session.scalars(select(Adhoc.unit_price_cents)).all() == [150000]


def test_numbers_of_a_workbook_are_what_they_are_however_text_writes_them(make: Make) -> None:
    place = make.location(code="KLF", name="Kloof")
    make.organisation(place, code="ACME", name="Acme")
    book = Workbook()
    book.active.append(["Id", "Customer", "Site", "Date", "Text", "Qty", "Amount"])
    book.active.append(["A1", "ACME", "KLF", "2026-04-03", "Coffee", 1.125, "1.250,50"])
    content = BytesIO()
    book.save(content)
    found = begin_people_import("a.xlsx", content.getvalue(), kind=K.ADHOCS, by=SYSTEM)
    try_people_import(found.id, found.columns, spelling=Spelling(decimals=Decimals.COMMA), by=SYSTEM)
    brought(run(found))
    assert make.session.execute(select(Adhoc.quantity, Adhoc.unit_price_cents)).one() == (Decimal("1.125"), 125050)


def test_a_percent_sign_behind_a_comma(make: Make) -> None:
    place = make.location(code="KLF", name="Kloof")
    make.organisation(place, code="ACME", name="Acme")
    found = tried(
        K.DISCOUNTS,
        "code;organisation;percent;Why",
        "D1;ACME;10,5%;friend",
        "D2;ACME;7 %;friend",
        columns={"code": 0, "organisation": 1, "percent": 2, "reason": 3},
    )
    assert found.spelling["decimals"] == "comma"
    brought(found)
    assert make.session.scalars(select(Discount.percent).order_by(Discount.code)).all() == [Decimal("10.5"), 7]


def test_contacts_are_found_by_their_address(make: Make) -> None:
    found = brought(tried(K.CONTACTS, "name,email,phone", "Ann Other,Ann@Other.example,+27 82 555 0142"))
    ann = make.session.scalars(select(Contact)).one()
    assert (ann.email, ann.email_key, ann.phone_key) == ("Ann@Other.example", "ann@other.example", "+27825550142") and states(
        make, found
    ) == ["onboarded"]
    brought(tried(K.CONTACTS, "email,company", "ANN@other.example,Other Ltd"))
    make.session.refresh(ann)
    assert (ann.name, ann.company, count(make, Contact)) == ("Ann Other", "Other Ltd", 1)


@pytest.mark.parametrize("noun", NOUNS.values(), ids=lambda noun: noun.sheet.name)
def test_every_column_has_its_words_and_every_template_its_example(make: Make, noun: Noun) -> None:
    columns = set(noun.sheet.by_name)
    assert columns <= labels().keys() and columns == about(noun.sheet).keys()
    assert columns >= {*noun.example, *noun.headings, *noun.guarded} and set(noun.sheet.key) <= noun.example.keys()
    for name, cell in noun.example.items():
        noun.sheet.by_name[name].read(cell)


@pytest.mark.parametrize(
    ("file", "content", "reason"),
    [
        ("a.csv", b"Members of June,,\nname,email,phone\nAnn,a@b.example,1\n", "one heading, but the rows below have 3 cells"),
        ("a.csv", ",".join(f"c{number}" for number in range(1000)).encode(), "more than 200 columns"),
        ("a.csv", b"PK\x03\x04rest", "called a text file"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "old kind"),
        ("a.csv", b"name,email\n\x00\x01", "not text"),
        ("a.csv", "name,email\nZoë,z@b.example".encode("cp1252"), "not UTF-8"),
    ],
)
def test_a_file_that_lies_is_told_so(make: Make, file: str, content: bytes, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        begin_people_import(file, content, kind=K.USERS, by=SYSTEM)
