"""Guests as people paste them: one a line, or as a mail program writes a list of addresses."""

from __future__ import annotations

import re
from dataclasses import dataclass

ADDRESS = re.compile(r"""(?:"?(?P<name>[^"<>]*?)"?\s*)<\s*(?P<email>[^<>\s]+@[^<>\s]+)\s*>""")


@dataclass(frozen=True, slots=True)
class GuestLine:
    name: str
    email: str = ""
    company: str = ""


class BadLine(ValueError):
    """A line without a name. `number` counts from 1."""

    def __init__(self, number: int, text: str) -> None:
        super().__init__(text)
        self.number, self.text = number, text


def guests_in(text: str) -> list[GuestLine]:
    """`Mia Jansen, mia@example.com, Acme` by commas, semicolons or tabs, the parts after the name in either order; `Mia <mia@example.com>;
    Sam <sam@example.com>`; an address alone is named by what stands before its @. A line that comes twice counts once. Raises BadLine."""
    found: list[GuestLine] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            found += _of_line(number, line.strip())
    return list(dict.fromkeys(found))


def _of_line(number: int, line: str) -> list[GuestLine]:
    addressed = list(ADDRESS.finditer(line))
    if addressed:
        after = line[addressed[0].end() :].strip(" ,;\t") if len(addressed) == 1 else ""
        return [GuestLine(_named(each["name"].strip(" ,;\t"), each["email"]), each["email"], after) for each in addressed]
    parts = [part.strip() for part in re.split(r"[,;\t]", line)]
    email = next((part for part in parts if "@" in part), "")
    rest = [part for part in parts if part and part != email]
    name = _named(rest[0] if rest else "", email)
    if not name:
        raise BadLine(number, line)
    return [GuestLine(name, email, " ".join(rest[1:]))]


def _named(name: str, email: str) -> str:
    return " ".join(name.split()) or " ".join(email.partition("@")[0].replace(".", " ").replace("_", " ").split()).title()
