"""Where people are told to pay: what a stolen session would change first."""

from __future__ import annotations

from typing import Any

from app.models import Location


def has_other_bank(place: Location | None, form: Any) -> bool:
    """Whether the form says other bank details than the location has; line ends are as a browser sends them."""
    return _lines(form.bank_details.data) != _lines(place.bank_details if place is not None else "")


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").strip().splitlines()]
