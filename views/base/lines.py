"""Text of several lines, as a form sends it and as a row keeps it."""

from __future__ import annotations


def lines_of(text: object) -> list[str]:
    """Without the ends of lines, which browsers send otherwise than they are kept, and without space around."""
    return [line.strip() for line in str(text or "").strip().splitlines()]
