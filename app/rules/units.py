"""What a credit is worth something for."""

from __future__ import annotations

from enum import StrEnum


class Unit(StrEnum):
    """Rooms by the hour, anything that is sold, or pages at the printers (which PaperCut counts)."""

    SPACE = "space"
    STUFF = "stuff"
    PRINTING = "printing"
