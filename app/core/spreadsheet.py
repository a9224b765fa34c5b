"""Text on its way into a spreadsheet and back: what a spreadsheet would run as a formula stays text."""

from __future__ import annotations

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # the last four are read as the first in parts of Asia


def disarmed(text: str) -> str:
    """A leading apostrophe before what looks like a formula; numbers stay numbers."""
    return f"'{text}" if text.startswith(FORMULA) and not _is_number(text) else text


def armed(text: str) -> str:
    """The text that `disarmed` was given."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text


def _is_number(text: str) -> bool:
    """ "-12.5", and also "+27 83 524 6337", which no spreadsheet takes for a sum."""
    return text.lstrip("+-").replace(" ", "").replace(".", "", 1).isdigit()
