"""Bad input: named by file, line and column, with the reason; nothing half written."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select

from app.access.actor import SYSTEM
from app.actions.packages.import_package import import_package
from app.models import License, Location, Organisation
from app.models.organisation import OrganisationStatus
from tests.actions.packages.packing import folder, good

# file, row, column, what is put there, words of the reason
CELLS = [
    ("locations", 0, "timezone", "Africa/Johanesburg", "Did you mean Africa/Johannesburg"),
    ("locations", 0, "currency", "RND", "not a currency"),
    ("locations", 0, "country", "za", "two capital letters"),
    ("locations", 1, "headquarters", "yes", "headquarters already"),
    ("locations", 1, "headquarters", "maybe", "yes or no"),
    ("locations", 1, "code", "KLF", "stands on line 2 already"),
    ("locations", 1, "code", "", "needed"),
    ("spaces", 0, "location", "KLV", "no location KLV.*Did you mean KLF"),
    ("spaces", 0, "kind", "desk_aera", "Did you mean desk_area"),
    ("rooms", 0, "capacity", "0", "from 1"),
    ("rooms", 0, "capacity", "4.5", "whole number"),
    ("rooms", 0, "peak_rate", "-1", "negative"),
    ("rooms", 0, "peak_rate", "99999999999", "too large"),
    ("rooms", 0, "max_minutes", "15", "less than min_minutes"),
    ("memberships", 0, "primary_price", "2950,00", "not an amount"),
    ("memberships", 0, "primary_price", "2950.001", "two decimals"),
    ("memberships", 0, "primary_price", "1.500", "two decimals.*one and a half or fifteen hundred"),
    ("memberships", 0, "primary_price", "2950.0001", "two decimals"),
    ("memberships", 0, "primary_price", "1e3", "not an amount"),
    ("memberships", 0, "primary_price", "NaN", "not an amount"),
    ("memberships", 0, "extra_price", "", "Is needed|has both"),
    ("membership_prices", 0, "valid_from", "2020-01-01", "two prices from 2020-01-01.*memberships.csv, line 2"),
    ("membership_prices", 0, "valid_from", "", "needed"),
    ("organisations", 0, "name", "x" * 10_000, "10000 characters; at most 200"),
    ("organisations", 0, "name", '=HYPERLINK("http://x")', "formula"),
    ("organisations", 0, "name", "@home", "formula"),
    ("organisations", 0, "name", "-2+3", "formula"),
    ("organisations", 0, "name", "two\nlines", "one line"),
    ("organisations", 0, "name", "bell\x07", "cannot be printed"),
    ("organisations", 0, "status", "happy", "Must be one of prospect"),
    ("organisations", 0, "invoice_email", "a@acme", "not an e-mail address|a@acme"),
    ("organisations", 0, "invoice_email", "=a@acme.example", "formula"),
    ("organisations", 0, "currency", "EUR", "bills in ZAR"),
    ("organisations", 0, "allowed_payments", "eft; crad", "“crad” is no way to pay.*Did you mean card"),
    ("users", 0, "email", "thandi", "not an e-mail address"),
    ("users", 1, "email", "THANDI@acme.example", "line 2 already"),
    ("users", 0, "phone", "ring me", "telephone"),
    ("users", 0, "owner", "maybe", "yes or no"),
    ("users", 1, "owner", "yes", "no organisation"),
    ("users", 0, "roles", "member;barista", "barista is no role"),
    ("users", 0, "organisation", "ACMEE", "Did you mean ACME"),
    ("licenses", 0, "start", "2026-02-30", "not a day of the calendar"),
    ("licenses", 0, "start", "01/02/2026", "not a date like"),
    ("licenses", 0, "start", "9999-01-01", "1900 to 2199"),
    ("licenses", 0, "start", "", "needed"),
    ("licenses", 0, "end", "2025-12-31", "Ends before it starts"),
    ("licenses", 0, "space", "AMS-1", "AMS-1 is at AMS, but the membership KLF-HOT at KLF"),
    ("licenses", 0, "organisation", "VELO", "pays in EUR.*bills in ZAR"),
    ("licenses", 0, "membership", "KLF-COLD", "no membership KLF-COLD"),
    ("licenses", 0, "user", "nobody@acme.example", "no user"),
    ("licenses", 0, "pause_end", "2026-02-01", "ends before it starts"),
    ("licenses", 0, "custom_price", "-5", "negative"),
    ("licenses", 0, "commitment_months", "-1", "from 0"),
    ("discounts", 0, "organisation", "", "Say what the discount applies to"),
    ("discounts", 0, "percent", "101", "at most 100"),
    ("discounts", 0, "percent", "-1", "at least 0"),
    ("discounts", 0, "percent", "", "needed"),
    ("discounts", 0, "end", "2025-01-01", "Ends before it starts"),
    ("line_items", 0, "code", "L1", "A license has this code"),
    ("line_items", 0, "location", "AMS", "bills in EUR"),
    ("line_items", 0, "price", "", "needed"),
    ("opening_balances", 0, "document", "", "needed"),
    ("deposits", 0, "amount", "0", "more than 0"),
    ("deposits", 0, "amount", "-1", "negative"),
    ("deposits", 0, "amount", "", "needed"),
    ("locations", 0, "opening_hours", "when we feel like it", "when we feel like it is not understood"),
    ("rooms", 0, "opening_hours", "mon-fri 9-8", "mon-fri 9-8 is not understood"),
    ("bookings", 0, "room", "KLF-Q", "no room KLF-Q.*Did you mean KLF-R"),
    ("bookings", 0, "user", "nobody@acme.example", "no user"),
    ("bookings", 0, "start", "tomorrow", "not a time like"),
    ("bookings", 0, "start", "", "needed"),
    ("bookings", 0, "end", "0226-01-12 10:00", "1900 to 2199"),
    ("bookings", 0, "end", "2026-01-12 09:00", "Ends before it starts"),
    ("bookings", 0, "end", "2036-01-12 09:00", "longer than a year"),
    ("deposits", 0, "received", "", "needed"),
    ("deposits", 0, "received", "yesterday", "not a date like"),
    ("deposits", 0, "license", "L9", "no license L9"),
    ("deposits", 0, "location", "AMS", "not that of the license L1"),
    ("wallets", 0, "owner", "ACMEE", "no organisation ACMEE.*ACME"),
    ("wallets", 0, "owner", "nobody@acme.example", "no user"),
    ("wallets", 0, "owner", "", "needed"),
    ("wallets", 0, "unit", "pages", "one of space, stuff"),
    ("wallets", 0, "currency", "EUR", "pays in ZAR"),
    ("wallets", 0, "amount", "0", "more than 0"),
    ("wallets", 0, "amount", "-1", "negative"),
    ("wallets", 0, "amount", "10000000.01", "too large"),
    ("wallets", 0, "source", "luck", "one of quota"),
    ("wallets", 0, "expires", "2020-01-01", "Is over"),
    ("wallets", 0, "vat_point", "never", "one of sale"),
    ("adhocs", 0, "quantity", "-1", "credit has a negative unit_price"),
    ("adhocs", 0, "quantity", "0", "more than 0"),
    ("adhocs", 0, "quantity", "1.23456", "4 decimals"),
    ("adhocs", 0, "unit_price", "free", "not an amount"),
    ("adhocs", 0, "product", "PAS", "no product PAS"),
]


def nothing_is_there(session) -> bool:
    return session.scalar(select(func.count()).select_from(Location)) == 0


@pytest.mark.parametrize(("file", "row", "column", "value", "reason"), CELLS)
def test_a_bad_cell_is_named_and_keeps_everything_out(session, tmp_path, file, row, column, value, reason):
    tables = good()
    tables[file][0].setdefault(column, "")  # the header is that of the first row
    tables[file][row][column] = value
    found = import_package(folder(tables, tmp_path / "package"), by=SYSTEM)
    assert not found.is_written
    places = [(error.file, error.line, error.column) for error in found.errors]
    assert (f"{file}.csv", row + 2, column) in places or (column == "code" and (f"{file}.csv", row + 2, "code") in places), places
    named = [error for error in found.errors if (error.file, error.line, error.column) == (f"{file}.csv", row + 2, column)]
    assert any(re.search(reason, error.reason) for error in named), named
    assert named[0].value == value[:200]
    assert nothing_is_there(session)


def test_a_pause_needs_its_first_day(session, tmp_path):
    tables = good()
    tables["licenses"][0]["pause_start"] = ""
    found = import_package(folder(tables, tmp_path / "package"), by=SYSTEM)
    assert [(error.line, error.column, error.reason) for error in found.errors] == [(2, "pause_end", "A pause needs pause_start as well.")]


def test_the_good_package_is_good(session, tmp_path):
    found = import_package(folder(good(), tmp_path / "package"), by=SYSTEM)
    assert found.errors == []
    assert found.is_written


def test_what_depends_on_a_bad_row_is_not_counted_as_an_error(session, tmp_path):
    tables = good()
    tables["locations"][0]["timezone"] = "Mars/Olympus"
    found = import_package(folder(tables, tmp_path / "package"), by=SYSTEM)
    assert found.error_count == 1
    assert found.files["licenses"]["refused"] == 1


def test_files_are_checked_before_their_rows(session, tmp_path):
    package = folder(good(), tmp_path / "package")
    (package / "organisation.csv").write_text("code\nX\n")
    (package / "leads.csv").write_text("code,name\nB1,R1\n")
    (package / "wallets.csv").write_bytes(b"code\n\xff\xfe\n")
    (package / "products.csv").write_text("code;name;type;price\nP;Pass;stuff;1\n")
    (package / "adhocs.csv").write_text(
        "code,organisation,location,date,description,unit_price,organisaton\nA,ACME,KLF,2026-01-01,Pass,1,x\n"
    )
    (package / "spaces.csv").write_text("code,location,name\nKLF-1,KLF,Floor 1\nAMS-1,AMS\n\nAMS-2,AMS,Two,Three\n")
    (package / "users.csv").write_text('email,name\nx@example.org,"never closed\n')
    found = import_package(package, by=SYSTEM)
    errors = {(error.file, error.line, error.column): error.reason for error in found.errors}
    assert "Did you mean organisations" in errors["organisation.csv", None, ""]
    assert errors["leads.csv", 2, "location"] == "This column is needed for a new row."
    assert "not UTF-8" in errors["wallets.csv", 2, ""]
    assert "something else than commas" in errors["products.csv", 1, ""]
    assert "Did you mean organisation?" in errors["adhocs.csv", 1, "organisaton"]
    assert "Has 2 cells; the header has 3" in errors["spaces.csv", 3, ""]
    assert "Has 4 cells; the header has 3" in errors["spaces.csv", 5, ""]
    assert "Cannot be read as CSV" in errors["users.csv", 2, ""]
    assert nothing_is_there(session)


def test_a_needed_column_and_a_doubled_one(session, tmp_path):
    package = folder({name: good()[name] for name in ("locations", "organisations")}, tmp_path / "package")
    (package / "organisations.csv").write_text("code,location,location\nACME,KLF,KLF\n")
    reasons = {(error.line, error.column): error.reason for error in import_package(package, by=SYSTEM).errors}
    assert "twice" in reasons[1, "location"]
    assert "needed for a new row" in reasons[2, "name"]


def test_a_thousand_errors_are_listed_and_all_are_counted(session, tmp_path):
    tables = good()
    row = tables["adhocs"][0]
    tables["adhocs"] = [row | {"code": f"A{n}", "quantity": "-1"} for n in range(1500)]
    found = import_package(folder(tables, tmp_path / "package"), by=SYSTEM)
    assert found.error_count == 1500
    assert len(found.errors) == 1000


def test_what_is_only_odd_is_a_warning(session, tmp_path):
    tables = good()
    tables["organisations"][0] |= {"status": "prospect", "location": "RSB"}
    license = tables["licenses"][0]
    license |= {"pause_start": "2025-12-01", "commitment_months": "7", "user": "desk@example.com"}
    tables["adhocs"][0]["quantity"] = "1.333"
    found = import_package(folder(tables, tmp_path / "package"), by=SYSTEM)
    assert found.is_written
    assert {(warning.file, warning.column) for warning in found.warnings} == {
        ("licenses.csv", "membership"),
        ("licenses.csv", "organisation"),
        ("licenses.csv", "user"),
        ("licenses.csv", "pause_start"),
        ("licenses.csv", "commitment_months"),
        ("line_items.csv", "organisation"),
        ("adhocs.csv", "quantity"),
        ("adhocs.csv", "organisation"),
    }
    acme = select(Organisation.name, Organisation.status).where(Organisation.code == "ACME")
    assert session.execute(acme).one() == ("Acme (Pty) Ltd", OrganisationStatus.PROSPECT), "its own row says what it is"


def test_a_private_office_of_two_is_taken_with_a_warning_and_a_reason(session, tmp_path):
    tables = good()
    tables["spaces"][0]["kind"] = "private_office"
    tables["organisations"].append(tables["organisations"][0] | {"code": "BETA", "name": "Beta (Pty) Ltd"})
    license = tables["licenses"][0]
    tables["licenses"] = [
        license | {"end": "2026-06-30"},
        license | {"code": "L2", "organisation": "BETA", "user": "", "start": "2026-06-30"},
        license | {"code": "L3", "user": "", "start": "2026-02-01", "end": "2026-03-31"},
    ]
    package = folder(tables, tmp_path / "package")
    found = import_package(package, by=SYSTEM)
    assert [(warning.line, warning.column) for warning in found.warnings if warning.column == "space"] == [(3, "space")]
    assert dict(session.execute(select(License.code, License.occupancy_reason)).all()) == {
        "L1": "",
        "L2": "Brought in with a data package",
        "L3": "",
    }
    again = import_package(package, by=SYSTEM)
    assert again.files["licenses"]["unchanged"] == 3


def test_who_pays_automatically_by_no_card_is_named(session, tmp_path):
    tables = good()
    tables["organisations"][0] |= {"auto_pay": "yes", "allowed_payments": "EFT"}
    package = folder(tables, tmp_path / "package")
    found = import_package(package, by=SYSTEM)
    assert [warning.line for warning in found.warnings if warning.column == "auto_pay"] == [2]
    assert session.scalars(select(Organisation.allowed_payments).where(Organisation.code == "ACME")).one() == "eft"
    assert not [warning for warning in import_package(package, by=SYSTEM).warnings if warning.column == "auto_pay"], "once"
