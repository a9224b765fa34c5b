"""The text of a mail as staff write it: plain lines with {{ names }}, read into pieces. Nothing in it runs, and nothing else is markup.

"# " begins a heading, "- " a point of a list, "> " small print; an empty line ends a paragraph. `{{ facts }}`, `{{ button }}` and
`{{ details }}` stand alone on a line for what is worked out for each mail.
"""

from __future__ import annotations

import difflib
from enum import StrEnum
from typing import NamedTuple

from app.rules.mail_catalogue import PARTS, Known
from app.rules.placeholders import CODE, PLACE

LONGEST_SUBJECT, LONGEST_BODY = 300, 20_000  # characters
STARTS = {"- ": "list", "* ": "list", "> ": "small"}


class Wrong(StrEnum):
    UNKNOWN = "unknown"  # a name that stands for nothing
    CODE = "code"  # braces that are no placeholder
    ALONE = "alone"  # a part that is not alone on its line
    MISSING = "missing"  # what may not be left out
    LONG = "long"
    EMPTY = "empty"


class Fault(NamedTuple):
    """`line` counts from 1; `said` is what was found or is missing, `nearest` a name that was perhaps meant."""

    field: str
    wrong: Wrong
    line: int = 0
    said: str = ""
    nearest: str = ""


class Piece(NamedTuple):
    """`kind` is heading, paragraph, list, small, or a part."""

    kind: str
    lines: tuple[str, ...] = ()


def faults(known: Known, subject: str, body: str) -> list[Fault]:
    """All that is wrong, in the order of reading; empty when a mail can be written from it."""
    found = [*_text_faults("subject", subject, known, LONGEST_SUBJECT), *_text_faults("body", body, known, LONGEST_BODY)]
    held = set(PLACE.findall(body))
    return found + [Fault("body", Wrong.MISSING, said=name) for name in known.needs if name not in held]


def pieces(body: str) -> list[Piece]:
    """In their order."""
    found: list[Piece] = []
    open_kind = ""
    lines: list[str] = []

    def close() -> None:
        if lines:
            found.append(Piece(open_kind, tuple(lines)))
            lines.clear()

    for raw in body.splitlines():
        line = raw.strip()
        kind, words = _read(line)
        if not line or kind in (*PARTS, "heading"):
            close()
            open_kind = ""
            if line and (words or kind in PARTS):
                found.append(Piece(kind, (words,) if words else ()))
        else:
            if kind != open_kind:
                close()
                open_kind = kind
            lines.append(words)
    close()
    return found


def _read(line: str) -> tuple[str, str]:
    whole = PLACE.fullmatch(line)
    if whole and whole[1] in PARTS:
        return whole[1], ""
    if line.startswith("#"):
        return "heading", line.lstrip("#").strip()
    return (STARTS[line[:2]], line[2:].strip()) if line[:2] in STARTS else ("paragraph", line)


def _text_faults(field: str, text: str, known: Known, longest: int) -> list[Fault]:
    if not text.strip():
        return [Fault(field, Wrong.EMPTY)]
    if len(text) > longest:
        return [Fault(field, Wrong.LONG, said=str(longest))]
    names, parts = known.all_names, known.parts if field == "body" else ()
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        for name in PLACE.findall(line):
            if name in parts:
                if not PLACE.fullmatch(line.strip()):
                    found.append(Fault(field, Wrong.ALONE, number, name))
            elif name not in names:
                nearest = difflib.get_close_matches(name.lower(), [*names, *parts], n=1, cutoff=0.5)
                found.append(Fault(field, Wrong.UNKNOWN, number, name, nearest[0] if nearest else ""))
        bare = PLACE.sub(lambda place: " " * len(place[0]), line)
        if code := CODE.search(bare):
            found.append(Fault(field, Wrong.CODE, number, line[code.start() : code.start() + 30]))
    return found
