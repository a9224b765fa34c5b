"""The picture of availability: each space a line of bars over the months, and the words of each."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache

from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.month import Month
from app.queries.availability import Place, Stretch, least_free
from app.web.formats import as_date, as_month


@dataclass(frozen=True, slots=True)
class Bar:
    """One stretch: where it lies, in percent of the months that are shown, and what it says."""

    left: str
    width: str
    tone: str
    text: str
    title: str


@dataclass(frozen=True, slots=True)
class Line:
    """A space in the picture, and in the table below it the places that are free all through each month."""

    place: Place
    bars: list[Bar]
    months: list[str]


class Picture:
    """Made for one page: a day or a number that stands on hundreds of bars is put into words once."""

    def __init__(self, months: list[Month]) -> None:
        self.months = months
        self.days = sum(month.days for month in months)
        self.day_in_words = cache(as_date)
        self.free_in_words = cache(free_in_words)

    def heads(self) -> list[tuple[str, str]]:
        """The name of each month and how wide it is."""
        return [(as_month(month), self._share(month.days)) for month in self.months]

    def line(self, place: Place) -> Line:
        found = place.stretches(self.months[0].first, self.months[-1].last)
        free = [least_free(found, month.first, month.last) for month in self.months]
        return Line(place, [self._bar(each) for each in found], [self.free_in_words(each) for each in free])

    def _bar(self, each: Stretch) -> Bar:
        said = self.free_in_words(each.free)
        title = f"{said}: {self.day_in_words(each.starts_on)} – {self.day_in_words(each.ends_on)}"
        left, days = each.starts_on - self.months[0].first, each.ends_on - each.starts_on + dt.timedelta(days=1)
        return Bar(self._share(left.days), self._share(days.days), tone_of(each), said, title)

    def _share(self, days: int) -> str:
        return f"{100 * days / self.days:.2f}"


def tone_of(stretch: Stretch) -> str:
    """Nobody there, some places left, or full."""
    if stretch.free == 0:
        return "full"
    return "some" if stretch.taken else "empty"


def free_in_words(free: int | None) -> str:
    if free is None:
        return _("no limit")
    return ngettext("%(num)d free", "%(num)d free", free) if free else _("full")
