"""Which contacts of Xero may be which of our customers: by our number, by mail address, by name. Pure; a person has the last word."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

LEGAL = re.compile(r"\b(pty|ltd|limited|inc|incorporated|cc|npc|bv|b v|gmbh|llc|plc|the)\b")


class MatchWhy(StrEnum):
    """The surest first. `item` is no contact but an item of their price list."""

    NUMBER = "number"
    EMAIL = "email"
    NAME = "name"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class Customer:
    id: int
    code: str
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Contact:
    xero_id: str
    name: str
    code: str
    email: str


def candidates(customers: Iterable[Customer], contacts: Iterable[Contact]) -> dict[int, list[tuple[Contact, MatchWhy]]]:
    """For each customer what it may be, the surest first. A contact that bears the number of another customer is that one's alone."""
    ours = list(customers)
    codes = {each.code: each.id for each in ours}
    by_code: dict[str, list[Contact]] = defaultdict(list)
    by_mail: dict[str, list[Contact]] = defaultdict(list)
    by_name: dict[str, list[Contact]] = defaultdict(list)
    for each in contacts:
        if each.code:
            by_code[each.code].append(each)
        if not each.code or each.code not in codes:
            by_mail[each.email.strip().casefold()].append(each)
            by_name[plain_name(each.name)].append(each)
    found: dict[int, list[tuple[Contact, MatchWhy]]] = {}
    for mine in ours:
        kinds = (
            (by_code[mine.code], MatchWhy.NUMBER),
            (by_mail[mine.email.strip().casefold()] if mine.email.strip() else [], MatchWhy.EMAIL),
            (by_name[plain_name(mine.name)] if plain_name(mine.name) else [], MatchWhy.NAME),
        )
        seen: dict[str, tuple[Contact, MatchWhy]] = {}
        for some, why in kinds:
            for each in some:
                seen.setdefault(each.xero_id, (each, why))
        found[mine.id] = list(seen.values())
    return found


def plain_name(name: str) -> str:
    """A name without accents, signs and the legal form: Acmé (Pty) Ltd is acme."""
    letters = "".join(each for each in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(each))
    words = re.sub(r"[^\w]+", " ", letters)
    return " ".join(LEGAL.sub(" ", words).split()) or " ".join(words.split())
