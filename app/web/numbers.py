"""Whole numbers that an address or a form says."""

from __future__ import annotations

from typing import Any

from werkzeug.routing import IntegerConverter, Map

LARGEST_KEY = 2**63 - 1
LARGEST_INTEGER = 2**31 - 1  # keys of people and roles, whose tables are Flask-AppBuilder's


def whole(text: Any, most: int = LARGEST_KEY) -> int | None:
    """Digits of ASCII alone, from 0; None for anything else, and for more than `most`."""
    said = str(text)
    if not (said.isascii() and said.isdigit() and len(said) <= len(str(LARGEST_KEY))):
        return None
    number = int(said)
    return number if number <= most else None


class Whole(IntegerConverter):
    """`<int:…>` of a route: what no row can have for a key leads nowhere; the database faults beyond it."""

    def __init__(self, url_map: Map, *args: Any, **limits: Any) -> None:
        super().__init__(url_map, *args, **{"max": LARGEST_KEY} | limits)


def wholes(texts: Any) -> list[int]:
    """Those among them that are numbers, in their order."""
    return [number for text in texts if (number := whole(text)) is not None]
