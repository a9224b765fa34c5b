"""Cells that several reports write alike."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.core.formats import money_said, number_text
from app.core.month import Month
from app.rendering.reports.shape import Cell, Kind, share


def money(cents: int, currency: str, /, **behind: Any) -> Cell:
    """Its list is asked for with its currency; nothing leads to the rows of nothing."""
    return Cell(cents, Kind.MONEY, currency, behind | {"currency": currency} if behind and cents else None)


def count(number: int, /, **behind: Any) -> Cell:
    return Cell(number, Kind.COUNT, behind=behind if behind and number else None)


def places(number: int, /, **behind: Any) -> Cell:
    """Of spaces: the list behind it adds up to so many places."""
    return Cell(number, Kind.COUNT, "places", behind if behind and number else None, measured=number)


def hours(minutes: int, /, **behind: Any) -> Cell:
    """The list behind it adds up to so many minutes."""
    return Cell(minutes, Kind.HOURS, behind=behind if behind and minutes else None)


def percent(part: int, whole: int, /, **behind: Any) -> Cell:
    """Of counted things: the list behind it has `part` rows."""
    return Cell(share(part, whole), Kind.SHARE, behind=behind if behind and part and whole else None, measured=part)


def percent_of_money(part: int, whole: int, currency: str, /, **behind: Any) -> Cell:
    """The list behind it adds up to `part`."""
    return Cell(
        share(part, whole), Kind.SHARE, currency, behind | {"currency": currency} if behind and part and whole else None, measured=part
    )


def percent_lost(part: int, whole: int, currency: str, /, **behind: Any) -> Cell:
    """As a share above zero, beside that of customers; the list behind it takes `part` away."""
    return replace(percent_of_money(-part, whole, currency, **behind), value=share(part, whole))


def percent_of_time(part: int, whole: int, /, **behind: Any) -> Cell:
    """The list behind it adds up to so many minutes."""
    return Cell(share(part, whole), Kind.SHARE, "minutes", behind if behind and part and whole else None, measured=part)


def bars(names: list[str], values: list[int], locale: str) -> dict[str, Any]:
    """A picture of counted things, each bar with its number beside it."""
    return {"kind": "bars", "names": names, "values": values, "texts": [number_text(each, locale) for each in values]}


def steps(names: list[str], values: list[int], currency: str, locale: str) -> dict[str, Any]:
    """A picture of cents from one sum to another by what moved it: the first and the last bar stand on the ground."""
    ends = (0, len(values) - 1)
    return {
        "kind": "waterfall",
        "near": True,
        "names": names,
        "values": [each / 100 for each in values],
        "totals": [*ends],
        "texts": [
            ("+" if cents > 0 and place not in ends else "") + money_said(cents, currency, locale) for place, cents in enumerate(values)
        ],
    }


def text(value: str) -> Cell:
    return Cell(value)


def month(value: Month) -> Cell:
    return Cell(value, Kind.MONTH)
