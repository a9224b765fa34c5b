"""What a tablet hands back to us: signed, for its own location, so that numbers tried out open nobody's name."""

from __future__ import annotations

from app.access.signed import signed, unsigned

DAY = 24 * 3600  # seconds; what a tablet kept while it had no network is taken for as long


def ref(kind: str, number: int, location_id: int) -> str:
    """`kind` is "host" or "check-in"."""
    return signed(f"kiosk {kind} {location_id}", number)


def number_of(kind: str, text: str, location_id: int) -> int | None:
    """None for what was not made here for that location, or a day ago."""
    found = unsigned(f"kiosk {kind} {location_id}", text, seconds=DAY)
    return found if isinstance(found, int) else None
