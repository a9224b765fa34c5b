"""Where people are told to pay: what a stolen session would change first."""

from __future__ import annotations

from typing import Any

from app.models import Location
from views.base.lines import lines_of


def has_other_bank(place: Location | None, form: Any) -> bool:
    """Whether the form says other bank details than the location has."""
    return lines_of(form.bank_details.data) != lines_of(place.bank_details if place is not None else "")
