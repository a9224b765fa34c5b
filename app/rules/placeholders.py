"""Placeholders in the texts of templates: {{ contact_name }} stands for a value; nothing else is read, and nothing runs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

PLACE = re.compile(r"\{\{ *([A-Za-z_][A-Za-z0-9_]*) *\}\}")
BREAKS = re.compile(r"[ \t\r\n\f\v\x1c-\x1e\x85\u2028\u2029]+")
CODE = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")

EVERYWHERE = ("contact_name", "first_name", "company", "location", "location_address", "owner", "today")
PAPERS = (
    "number",
    "valid_until",
    "starts_on",
    "places",
    "commitment_months",
    "first_month",
    "first_total",
    "monthly_total",
    "deposit_total",
)
TERMS = ("term_months", "notice_months")
WISHES = ("wanted_places", "wanted_on")
KNOWN: dict[str, tuple[str, ...]] = {
    "proposal": EVERYWHERE + PAPERS,
    "contract": EVERYWHERE + PAPERS + TERMS,
    "lead_mail": EVERYWHERE + WISHES,
}


def unknown(text: str, known: Iterable[str]) -> list[str]:
    """Names that stand for nothing, in their order, each once."""
    names = set(known)
    return list(dict.fromkeys(found for found in PLACE.findall(text) if found not in names))


def leftover(text: str) -> str:
    """The first piece that looks like code and is no placeholder, with the words after it; empty when there is none."""
    bare = PLACE.sub(lambda found: " " * len(found[0]), text)
    found = CODE.search(bare)
    return text[found.start() : found.start() + 30].splitlines()[0] if found else ""


def filled(text: str, values: Mapping[str, str]) -> str:
    """In one pass: what stands in a value is never taken for a placeholder. Raises KeyError for a name that is not known."""
    return PLACE.sub(lambda found: one_line(values[found[1]]), text)


def one_line(value: str) -> str:
    """A value begins no paragraph and no heading of its own; spaces inside an amount, which do not break, stay."""
    return BREAKS.sub(" ", value).strip()
