"""What stands behind each placeholder, in words."""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import gettext as _

MEANINGS: dict[str, Callable[[], str]] = {
    "contact_name": lambda: _("the person, in full"),
    "first_name": lambda: _("the first word of the name"),
    "company": lambda: _("the company, else the person"),
    "location": lambda: _("the location"),
    "location_address": lambda: _("its address on one line"),
    "owner": lambda: _("who works on it"),
    "today": lambda: _("the day of sending"),
    "number": lambda: _("the number of the paper"),
    "valid_until": lambda: _("the last day for an answer"),
    "starts_on": lambda: _("the first day"),
    "places": lambda: _("how many places"),
    "commitment_months": lambda: _("the longest commitment, in months"),
    "first_month": lambda: _("the month of the first invoice"),
    "first_total": lambda: _("the first invoice, with VAT and deposit"),
    "monthly_total": lambda: _("a month after it, with VAT"),
    "deposit_total": lambda: _("all deposits"),
    "term_months": lambda: _("the term"),
    "notice_months": lambda: _("the notice"),
    "wanted_places": lambda: _("for how many they asked"),
    "wanted_on": lambda: _("from when they asked"),
}


def meaning_of(name: str) -> str:
    return MEANINGS[name]()
