"""Cells that hold what the world has agreed on: time zones, currencies, countries."""

from __future__ import annotations

import re
from functools import cache

from babel import Locale
from babel.numbers import list_currencies
from flask_babel import gettext as _

from app.actions.packages.near import near
from app.core.clock import zones


def zone(cell: str) -> str:
    if cell not in zones():
        raise ValueError(_("Is not a time zone like Africa/Johannesburg.") + near(cell, zones()))
    return cell


def currency(cell: str) -> str:
    if cell not in currencies():
        raise ValueError(_("Is not a currency like ZAR."))
    return cell


def country(cell: str) -> str:
    if not re.fullmatch("[A-Z]{2}", cell) or cell not in Locale("en").territories:
        raise ValueError(_("Is not the two capital letters of a country, like ZA."))
    return cell


@cache
def currencies() -> frozenset[str]:
    return frozenset(list_currencies())
