"""Who may be one person: the same phone, or nearly the same name at the same company. Pure; a person has the last word."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from app.rules.contact_match import plain_name

ALIKE = 0.84  # "Jon Smith" and "John Smith" are, "Ann Smith" and "Jan Smit" are not


class SameWhy(StrEnum):
    """The surest first."""

    PHONE = "phone"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Somebody:
    """`phone_key` as rules/lead_contact.py writes it."""

    id: int
    name: str
    company: str
    phone_key: str | None


def may_be_one(first: Somebody, second: Somebody) -> SameWhy | None:
    """Why the two may be one person; None when nothing speaks for it.

    On one phone, people whose names have nothing in common share a switchboard: they are not proposed.
    """
    if first.phone_key and first.phone_key == second.phone_key and names_agree(first.name, second.name):
        return SameWhy.PHONE
    company = plain_name(first.company)
    if company and company == plain_name(second.company) and _are_alike(first.name, second.name):
        return SameWhy.NAME
    return None


def names_agree(first: str, second: str) -> bool:
    """Whether they may be two ways to write one name: nearly the same, or with a word in common."""
    return _are_alike(first, second) or _shares_a_word(first, second)


def _are_alike(first: str, second: str) -> bool:
    return SequenceMatcher(None, _ordered(first), _ordered(second)).ratio() >= ALIKE


def _ordered(name: str) -> str:
    """Ndlovu, Ann is Ann Ndlovu."""
    return " ".join(sorted(plain_name(name).split()))


def _shares_a_word(first: str, second: str) -> bool:
    return bool({each for each in plain_name(first).split() if len(each) > 1} & set(plain_name(second).split()))
