"""Statements of South African banks: their tables, days and amounts; and whom a line is from."""

from __future__ import annotations

import datetime as dt

import pytest

from app.rules.bank_cells import cents_of, day_of
from app.rules.bank_csv import Column, columns_of, grid_of, keys_of, known_columns, read
from app.rules.bank_matching import Customer, Matcher, Owes, Sure, Why

FNB = b"""Account Number:,62001234567\n\nDate, Amount, Balance, Description\n2026/06/05, 1150.00, 9000.00, FNB OB PMT KLF-00012 ACME\n2026/06/06, -35.00, 8965.00, #SERVICE FEES\n"""
STANDARD = (
    "Date;Description;In (R);Out (R);Balance (R)\n05 Jun 2026;ACME PTY LTD;1 150,00;;9 000,00\n06 Jun 2026;Fees;;35,00;8 965,00\n".encode(
        "utf-16"
    )
)
ABSA = b'Date,Description,Amount,Balance\n20260605,"ACHB CREDIT ACME, JUNE",1150.00,9000.00\n20260606,FEE,-35.00,8965.00\n'
CAPITEC = b"Nr,Account,Posting Date,Transaction Date,Description,Original Description,Parent Category,Category,Money In,Money Out,Fee,Balance\n1,1234567890,2026-06-05,2026-06-04,ACME,PAYMENT ACME,,,1150.00,,,9000.00\n2,1234567890,2026-06-06,2026-06-06,Fee,Fee,,,,-35.00,,8965.00\n"
INVESTEC = b'Date,Transaction Description,Debit,Credit,Balance\r\n05/06/2026,ACME,,"1,150.00","9,000.00"\r\n06/06/2026,Fee,35.00,,"8,965.00"\r\n,,,Total,\r\n'


NEDBANK = b"Statement Enquiry :\nAccount Number :,1234567890\nAccount Description :,CURRENT ACCOUNT\nStatement Number :,12\n05Jun2026,ACME JUNE KLF-00012,1150.00,9000.00\n06Jun2026,SERVICE FEE,-35.00,8965.00\n"


@pytest.mark.parametrize(
    "content", [FNB, STANDARD, ABSA, CAPITEC, INVESTEC, NEDBANK], ids=["fnb", "standard", "absa", "capitec", "investec", "nedbank"]
)
def test_the_banks_tables_are_known(content):
    grid = grid_of(content)
    found = read(grid, known_columns(grid))
    assert [(line.on, line.cents) for line in found.lines] == [(dt.date(2026, 6, 5), 115_000)]
    assert "ACME" in found.lines[0].words
    assert (found.wrong, found.out) == ((), 1)


def test_a_table_without_names_is_read_by_what_somebody_says_of_its_columns():
    grid = grid_of(b"HIST,20260605,,1150.00,CREDIT TRANSFER,ACME\nHIST,20260606,,-35.00,FEE,\n")
    assert (grid.head, known_columns(grid)) == (-1, {})
    found = read(grid, {1: Column.DAY, 3: Column.AMOUNT, 4: Column.WORDS, 5: Column.WORDS})
    assert [(line.number, line.cents, line.words) for line in found.lines] == [(1, 115_000, "CREDIT TRANSFER ACME")]
    with pytest.raises(ValueError, match="needed"):
        read(grid, {1: Column.DAY})


def test_what_is_wrong_is_named_by_line_and_column():
    grid = grid_of(b'Date,Description,Amount\n2026-06-05,"two\nlines",1150.00\n2026-13-05,x,1.00\n2026-06-05,x,R1.234\n')
    assert [(each.number, each.column, each.text) for each in read(grid, columns_of(grid.rows[0])).wrong] == [
        (4, "Date", "2026-13-05"),
        (5, "Amount", "R1.234"),
    ]
    for content in (b"", b"one column\n", b"\x89PNG\0\0", b"\n\n"):
        with pytest.raises(ValueError):
            grid_of(content)


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("R1 150.00", 115_000),
        ("1,150.00", 115_000),
        ("1 150,5", 115_050),
        ("-12.50", -1250),
        ("12.50-", -1250),
        ("(12.50)", -1250),
        ("12.50 Cr", 1250),
        ("12.50Dr", -1250),
        ("ZAR 7", 700),
        ("+7", 700),
    ],
)
def test_amounts_as_banks_write_them(text, cents):
    assert cents_of(text) == cents


@pytest.mark.parametrize("text", ["", "x", "1.234", "1,23.4", "--1x", "99999999999999"])
def test_what_is_no_amount(text):
    with pytest.raises(ValueError):
        cents_of(text)


def test_days_are_day_first():
    assert {
        day_of(text)
        for text in (
            "2026-06-05",
            "2026/06/05",
            "20260605",
            "05/06/2026",
            "05-06-2026",
            "5 Jun 2026",
            "05Jun2026",
            "05/06/26",
            "2026-06-05T08:30:00",
        )
    } == {dt.date(2026, 6, 5)}


def test_the_same_line_has_the_same_key_in_any_file_and_two_alike_are_two():
    first, again = (grid_of(ABSA + more) for more in (b"", b'20260605,"ACHB credit  ACME, JUNE",1150.00,9500.00\n'))
    one, two = (read(each, columns_of(each.rows[0])).lines for each in (first, again))
    assert keys_of("1", one) == keys_of("1", two)[:1]
    assert len(set(keys_of("1", two))) == 2
    assert keys_of("1", one) != keys_of("2", one)


MATCHER = Matcher(
    [
        Owes(1, 10, "KLF-00012", 115_000),
        Owes(2, 10, "KLF-00013", 23_000),
        Owes(3, 20, "KLF-00120", 50_000),
        Owes(4, 30, "WTF-00012", 50_000),
        Owes(5, 30, "WTF-00014", 70_000),
    ],
    [
        Customer(10, "KLF-C0010", "Acme Robotics (Pty) Ltd"),
        Customer(20, "KLF-C0020", "Zoë & Daughters"),
        Customer(30, "WTF-C0030", "The Acme Group"),
    ],
)


@pytest.mark.parametrize(
    ("words", "cents", "expected"),
    [
        ("FNB OB PMT klf 12 thanks", 115_000, (10, (1,), Sure.CERTAIN, Why.NUMBER)),
        ("KLF00012/KLF-13", 138_000, (10, (1, 2), Sure.CERTAIN, Why.NUMBER)),
        ("KLF-00012", 100_000, (10, (1,), Sure.LIKELY, Why.NUMBER)),
        ("payment KLF-C0010 june", 138_000, (10, (), Sure.CERTAIN, Why.CODE)),
        ("payment KLF-C0010 june", 1_000, (10, (), Sure.LIKELY, Why.CODE)),
        ("ACME ROBOTICS PTY", 23_000, (10, (2,), Sure.LIKELY, Why.NAME)),
        ("ACME ROBOTICS PTY", 99, (10, (), Sure.POSSIBLE, Why.NAME)),
        ("CASH DEPOSIT", 70_000, (30, (5,), Sure.POSSIBLE, Why.AMOUNT)),
        ("CASH DEPOSIT", 50_000, None),
        ("KLF-00012 WTF-00014", 1, None),
        ("KLF-000123", 1, None),
        ("", 1, None),
    ],
)
def test_whom_a_line_is_from(words, cents, expected):
    found = MATCHER.match(words, cents)
    assert (None if found is None else (found.organisation_id, found.invoice_ids, found.sure, found.why)) == expected
