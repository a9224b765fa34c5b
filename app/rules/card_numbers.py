"""Card numbers in what people type: found by issuer, length and check digit, so that phone numbers, IBANs and our own numbers are left alone.

Issuers and lengths as ISO/IEC 7812 ranges are published by the schemes; the check digit is Luhn's (ISO/IEC 7812-1, annex B).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

SHORTEST, LONGEST = 13, 19  # digits
NEW = range(16, 20)
# First digits, from and to, and how long the issuer's numbers are.
ISSUERS: tuple[tuple[str, str, tuple[int, ...] | range], ...] = (
    ("4", "4", (13, 16, 19)),  # Visa
    ("51", "55", (16,)),  # Mastercard
    ("2221", "2720", (16,)),
    ("34", "34", (15,)),  # American Express
    ("37", "37", (15,)),
    ("6011", "6011", NEW),  # Discover
    ("65", "65", NEW),
    ("644", "649", NEW),
    ("36", "36", (14,)),  # Diners Club
    ("38", "38", (14,)),
    ("300", "305", (14,)),
    ("3528", "3589", NEW),  # JCB
    ("62", "62", NEW),  # UnionPay
)
GROUP = 3  # digits that each but the last group of a printed number has at least: smaller ones are lists and dates
APART = "[ \u00a0\u202f\u2010-\u2013-]{1,3}"
RUN = re.compile(rf"[0-9]+(?:{APART}[0-9]+)*")
IBAN = re.compile(r"\b[A-Z]{2}[0-9]{2}(?:[ -]?[A-Z0-9]){11,30}", re.IGNORECASE | re.ASCII)  # else İ would be a letter of it
SHORTEST_IBAN = 15  # letters and digits, Norway's


def holds_card_number(text: str) -> bool:
    """Anywhere in the text, in one piece or in groups with the same spaces or dashes between them, whatever stands before or behind (an expiry date)."""
    return any(_is_card(digits) for run in RUN.finditer(_without_ibans(text)) for digits in _candidates(run))


def _candidates(run: re.Match[str]) -> Iterator[str]:
    """Neighbouring groups together; one that a letter touches belongs to a code or a hash."""
    text, parts = run.string, re.split(f"({APART})", run.group())
    groups, between = parts[::2], parts[1::2]
    first = int(text[: run.start()][-1:].isalpha())
    last = len(groups) - int(text[run.end() : run.end() + 1].isalpha())
    for begin in range(first, last):
        for end in range(begin + 1, last + 1):
            digits = "".join(groups[begin:end])
            if (
                len(digits) > LONGEST
                or len(set(between[begin : end - 1])) > 1
                or any(len(group) < GROUP for group in groups[begin : end - 1])
            ):
                break
            if len(digits) >= SHORTEST:
                yield digits


def _is_card(digits: str) -> bool:
    known = any(low <= digits[: len(low)] <= high and len(digits) in lengths for low, high, lengths in ISSUERS)
    return known and _luhn(digits) and not (len(digits) == SHORTEST and (_is_south_african_id(digits) or _is_barcode(digits)))


def _luhn(digits: str) -> bool:
    return sum(int(each) if place % 2 == 0 else sum(divmod(2 * int(each), 10)) for place, each in enumerate(reversed(digits))) % 10 == 0


def _is_south_african_id(digits: str) -> bool:
    """Born in the forties: a date, and who somebody is; it ends with the same check digit."""
    return 1 <= int(digits[2:4]) <= 12 and 1 <= int(digits[4:6]) <= 31 and digits[10] in "012"


def _is_barcode(digits: str) -> bool:
    """EAN-13, of which those of Germany and Japan begin with 4."""
    return sum(int(each) * (3 if place % 2 else 1) for place, each in enumerate(digits)) % 10 == 0


def _without_ibans(text: str) -> str:
    return IBAN.sub(lambda found: _behind_iban(found.group()), text)


def _behind_iban(text: str) -> str:
    """What follows the IBAN that it begins with (ISO 13616, modulo 97), or all of it: words and numbers may stand right behind one."""
    for end in range(SHORTEST_IBAN, len(text) + 1):
        bare = re.sub("[ -]", "", text[:end]).upper()
        if len(bare) >= SHORTEST_IBAN and int("".join(str(int(each, 36)) for each in bare[4:] + bare[:4])) % 97 == 1:
            return f"\n{_without_ibans(text[end:])}"
    return text
