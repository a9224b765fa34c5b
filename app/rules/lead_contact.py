"""One way to write an address and a phone number, so that the same person is found again (S4, S5)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# ITU-T E.164: at most 15 digits with the calling code; shorter than 8 reaches nobody abroad.
SHORTEST, LONGEST = 8, 15


@dataclass(frozen=True, slots=True)
class Plan:
    """How a country numbers its telephones: its calling code, the trunk digit dialled at home, lengths without both."""

    code: str
    trunk: str
    lengths: frozenset[int]


PLANS: dict[str, Plan] = {
    "AU": Plan("61", "0", frozenset({9})),
    "BW": Plan("267", "", frozenset({7, 8})),
    "DE": Plan("49", "0", frozenset(range(6, 14))),
    "FR": Plan("33", "0", frozenset({9})),
    "GB": Plan("44", "0", frozenset({9, 10})),
    "KE": Plan("254", "0", frozenset({9})),
    "NA": Plan("264", "0", frozenset({8, 9})),
    "NL": Plan("31", "0", frozenset({9})),
    "US": Plan("1", "1", frozenset({10})),
    "ZA": Plan("27", "0", frozenset({9})),
}


def email_key(email: str) -> str:
    """The address as it is compared: NFC, small letters, no space around. Dots and tags stay: some houses tell them apart."""
    return unicodedata.normalize("NFC", email).strip().lower()


def phone_key(phone: str, country: str) -> str | None:
    """The number as + and digits, read as dialled in the country (ISO 3166, two letters); None without any digit.

    A number of a country without a plan here, written as dialled at home, stays bare digits: it equals only itself.
    """
    digits = "".join(str(unicodedata.digit(mark)) for mark in phone if mark.isdecimal())
    if not digits:
        return None
    if phone.lstrip(" (").startswith(("+", "＋")):
        # "+27 (0)82": the trunk digit in brackets is for callers at home.
        kept = re.sub(r"\(0\)", "", phone)
        return "+" + "".join(str(unicodedata.digit(mark)) for mark in kept if mark.isdecimal())
    if digits.startswith("00"):
        return "+" + digits[2:]
    plan = PLANS.get(country)
    return digits if plan is None else "+" + plan.code + _without_trunk(digits, plan)


def phone_is_possible(phone: str, country: str) -> bool:
    """Whether such a number can exist: by length, and for a country with a plan by that plan (S4). No number is possible."""
    key = phone_key(phone, country)
    if key is None:
        return not phone.strip()
    digits = key.removeprefix("+")
    if not key.startswith("+"):
        return 4 <= len(digits) <= LONGEST
    for plan in PLANS.values():
        if digits.startswith(plan.code):
            return len(digits) - len(plan.code) in plan.lengths
    return SHORTEST <= len(digits) <= LONGEST


def _without_trunk(digits: str, plan: Plan) -> str:
    return digits[len(plan.trunk) :] if plan.trunk and digits.startswith(plan.trunk) else digits
