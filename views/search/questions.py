"""What people ask, in words that stand in no title: a question leads to the page that answers it."""

from __future__ import annotations

from babel.dates import get_month_names
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _later

from app.queries.search.asked import MOST_WORDS

AROUND = ".,;:!?\"'“”‘’()"
OWED = _later("owe owes owed owing unpaid late debt money customer")
FAILED = _later("fail failed failing broken error errors problem problems wrong")
DOORS = _later("door open front key enter")
# By the name of the screen.
ASKED_FOR = {
    "RevenueReportView": _later("billed invoiced turnover income higher lower"),
    "DebtorsView": OWED,
    "DebtReportView": OWED,
    "RoomsReportView": _later("room empty emptiest full fullest used busiest"),
    "OccupancyReportView": _later("empty emptiest full fullest free"),
    "DoorGroupView": DOORS,
    "AccessView": DOORS,
    "HealthView": FAILED,
}


def loud(typed: str) -> tuple[str, ...]:
    """The words of a question that say what it is about; all of them where none does."""
    words = tuple(dict.fromkeys(stripped for word in typed.lower().split() if (stripped := word.strip(AROUND))))
    small = {*_small().split(), *_months()}
    return tuple(word for word in words if word not in small)[:MOST_WORDS] or words[:MOST_WORDS]


def _small() -> str:
    """ "may" is a month."""
    return _(
        "a all an and any are at be been can could did do does for from had has have how i in is it last many me most much my night now of on or our show than that the their they this those to today us was we were what when where which who whose why will with would yesterday you your"
    )


def _months() -> set[str]:
    return {name.lower().strip(".") for width in ("wide", "abbreviated") for name in get_month_names(width, locale=get_locale()).values()}
