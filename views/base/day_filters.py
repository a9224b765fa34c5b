"""Filters of an instant by the day that it is at the row's own location."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_appbuilder.models.sqla.filters import BaseFilter
from flask_babel import lazy_gettext as _
from sqlalchemy import func, select

from app.models import Location

MOMENT = dt.timedelta(microseconds=1)


class _Day(BaseFilter):  # type: ignore[misc]
    at: dt.timedelta = dt.timedelta()  # before the instant, the moment whose day is meant

    def apply(self, query: Any, value: dt.datetime) -> Any:
        zone = select(Location.zone).where(Location.id == self.model.location_id).scalar_subquery()
        return query.filter(self._fits(func.date(func.timezone(zone, getattr(self.model, self.column_name) - self.at)), value.date()))

    def _fits(self, there: Any, day: dt.date) -> Any:
        raise NotImplementedError


class OnDay(_Day):
    name = _("on the day")
    arg_name = "day"

    def _fits(self, there: Any, day: dt.date) -> Any:
        return there == day


class FromDay(_Day):
    name = _("from the day")
    arg_name = "day_from"

    def _fits(self, there: Any, day: dt.date) -> Any:
        return there >= day


class ToDay(_Day):
    name = _("to the day")
    arg_name = "day_to"

    def _fits(self, there: Any, day: dt.date) -> Any:
        return there <= day


class LastsInto(FromDay):
    """Of an instant that ends something: one at midnight does not touch the day that begins."""

    name = _("lasts into the day or later")
    arg_name = "lasts_into"
    at = MOMENT


DAY_FILTERS = (OnDay, FromDay, ToDay)
