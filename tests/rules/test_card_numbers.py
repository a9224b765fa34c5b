"""Numbers that the schemes publish for tests are found however they are written; what only looks like one is left alone."""

from __future__ import annotations

import pytest

from app.rules.card_numbers import holds_card_number

CARDS = (
    "4111111111111111", "4012 8888 8888 1881", "4222222222222", "4222 2222 22222", "4000-0000-0000-0002", "4917 6100 0000 0000 003",
    "5555555555554444", "5105 1051 0510 5100", "2221 0000 0000 0009", "2720-9999-9999-9996",
    "378282246310005", "3714 496353 98431", "343434343434343",
    "6011111111111117", "6011 0009 9013 9424", "6500000000000002", "6445644564456445",
    "30569309025904", "3056 930902 5904", "38520000023237", "36227206271667",
    "3530111333300000", "3566-0020-2036-0505",
    "6200000000000005", "6205500000000000004",
)  # fmt: skip
ROUND_IT = (
    "His card is 4111 1111 1111 1111, please charge it", "card:4111111111111111", "4111 1111 1111 1111 12/27 123", "4111111111111111 1227", "room 12 4111 1111 1111 1111",
    "4111\u00a01111\u00a01111\u00a01111", "4111 – 1111 – 1111 – 1111", "(4111111111111111)", "first line\n4111 1111 1111 1111\nthird",
    "IBAN DE89 3704 0044 0532 0130 00 and card 4111 1111 1111 1111",
)  # fmt: skip
OTHERS = (
    "", "4111 1111 1111 1112", "411111111111111", "41111111111111111111",  # check digit, too short for Visa, too long
    "1111111111111117", "9111111111111111", "0000000000000000",  # nobody's
    "+27 82 555 0123", "0027 21 555 0123 / 021 555 0124", "+49 30 41111111 - 0172 1234567",
    "DE89 3704 0044 0532 0130 00", "DE89370400440532013000", "GB29 NWBK 6016 1331 9268 19", "FR14 2004 1010 0505 0001 3M02 606", "NL91 ABNA 0417 1643 00",
    "AT61 1904 3002 3457 3201", "BE68 5390 0754 7034", "CH93 0076 2011 6238 5295 7", "ES91 2100 0418 4502 0005 1332", "PL61 1090 1014 0000 0712 1981 2874",
    "KLF-2026-000123", "INV4111111111111111", "2026-11-30 09:00, 2026-12-01 10:30", "1764489600000", "20261130 20261201",
    "550e8400-e29b-41d4-a716-446655440000", "c4111111111111111", "4111111111111111f",
    "4 12 16 20 24 28 32 36 40 44 48", "10 000 000 000 000.00",
    "490154203237518",  # IMEI
)  # fmt: skip


def check_digit(digits: str) -> str:
    """Luhn's, by the table: every second digit from the right is doubled and its figures are added."""
    doubled = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
    total = sum(doubled[int(each)] if place % 2 == 0 else int(each) for place, each in enumerate(reversed(digits)))
    return digits + str(-total % 10)


@pytest.mark.parametrize("text", CARDS + ROUND_IT)
def test_a_card_number_is_found(text: str) -> None:
    assert holds_card_number(text)


@pytest.mark.parametrize("text", OTHERS)
def test_what_is_none_is_left_alone(text: str) -> None:
    assert not holds_card_number(text)


ENDS = (
    ("4", 13), ("4", 16), ("4", 19), ("51", 16), ("55", 16), ("2221", 16), ("2720", 16), ("34", 15), ("37", 15), ("6011", 16), ("65", 16), ("644", 16), ("649", 16),
    ("36", 14), ("38", 14), ("300", 14), ("305", 14), ("3528", 16), ("3589", 16), ("62", 16), ("62", 19),
)  # fmt: skip
BEYOND = (
    ("4", 14), ("4", 15), ("50", 16), ("56", 16), ("2220", 16), ("2721", 16), ("33", 15), ("35", 15), ("6010", 16), ("6012", 16), ("643", 16), ("37", 16), ("36", 16),
    ("306", 14), ("3527", 16), ("3590", 16), ("61", 16), ("51", 19), ("62", 15),
)  # fmt: skip


@pytest.mark.parametrize(("prefix", "length"), ENDS)
def test_each_issuer_has_its_first_digits_and_lengths(prefix: str, length: int) -> None:
    number = check_digit(prefix + "9" * (length - 1 - len(prefix)))
    assert holds_card_number(number)
    assert not holds_card_number(number[:-1] + str((int(number[-1]) + 1) % 10)), "another check digit"


@pytest.mark.parametrize(("prefix", "length"), BEYOND)
def test_beyond_them_there_is_none(prefix: str, length: int) -> None:
    assert not holds_card_number(check_digit(prefix + "9" * (length - 1 - len(prefix))))


@pytest.mark.parametrize("letter", "İıſ\u212a")
def test_letters_that_are_no_letters_of_an_iban_are_words(letter: str) -> None:
    assert not holds_card_number(f"AB12 {letter}STANBUL OFIS KAT {letter}")


def test_what_ends_with_the_same_check_digit_and_is_no_card() -> None:
    assert not holds_card_number(check_digit("480531500108"))  # born on 31 May 1948
    assert holds_card_number(check_digit("489931500108"))  # on no day
    assert not holds_card_number(barcode())


def barcode() -> str:
    """The first EAN-13 of Germany that Luhn would take as well."""
    for number in range(10**8):
        digits = check_digit(f"4{number:011d}")
        if sum(int(each) * (3 if place % 2 else 1) for place, each in enumerate(digits)) % 10 == 0 and not 1 <= int(digits[2:4]) <= 12:
            return digits
    raise AssertionError
