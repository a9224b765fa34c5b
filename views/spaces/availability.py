"""Availability: which space has places from when, as bars over the months, and the answer to "six people from 1 February"."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flask import Response, abort, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access.permissions import Permission
from app.core.month import Month
from app.models.space import SpaceKind
from app.queries.availability import Place, places
from app.rules.occupancy import Opening
from app.web.actor import current_actor
from app.web.downloads import csv_download
from app.web.formats import as_date
from app.web.place import location_choices, reader_today
from app.web.words import spoken
from views.base.screen import Screen
from views.spaces.availability_form import AvailabilityForm, availability_form
from views.spaces.availability_picture import Picture

PAGE = "screens/spaces/availability.html"


@dataclass(frozen=True)
class Answer:
    """Whether a space has what was asked for."""

    place: Place
    opening: Opening


class AvailabilityView(Screen):
    """GET /availability/ and the same as a spreadsheet, with the exact day of every change."""

    route_base = "/availability"
    default_view = "show"
    class_permission_name = "Space"
    method_permission_name = {"show": "read", "export": "read"}

    @expose("/")
    @has_access
    def show(self) -> Any:
        if not location_choices():
            return self.render_template(PAGE, title=_("Availability"), form=None, may_add_location=self.may(Permission.LOCATION_WRITE))
        form = availability_form(reader_today())
        if not form.validate():
            return self.render_template(PAGE, title=_("Availability"), form=form, answers=None)
        found, picture = self._places(form), Picture(shown_months(form))
        answers = [Answer(each, each.opening(form.starts_on.data, form.ends_on.data, form.people.data)) for each in found]
        return self.render_template(
            PAGE,
            title=_("Availability"),
            form=form,
            lines=[picture.line(place) for place in found],
            months=picture.heads(),
            answers=sorted(answers, key=lambda each: (each.opening.starts_on is None, each.opening.starts_on or dt.date.max)),
            asked=asked_in_words(form),
            may_add_space=self.may(Permission.SPACE_WRITE),
            may_wait=self.may(Permission.WAITING_ENTRY_WRITE),
            may_onboard=self.may(Permission.USER_ONBOARD),
            export=url_for("AvailabilityView.export", **request.args.to_dict()),
        )

    @expose("/export")
    @has_access
    def export(self) -> Response:
        """Every stretch of days with its number of free places."""
        form = availability_form(reader_today())
        if not form.validate():
            abort(404)
        months = shown_months(form)
        head = [_("Space"), _("Code"), _("Kind"), _("Capacity"), _("First day"), _("Last day"), _("Taken"), _("Free")]
        rows = (
            [
                each.space.name,
                each.space.code,
                spoken(each.space.kind.value),
                each.space.capacity,
                *stretch[:3],
                _("no limit") if stretch.free is None else stretch.free,
            ]
            for each in self._places(form)
            for stretch in each.stretches(months[0].first, months[-1].last)
        )
        return csv_download("availability", head, rows)

    def _places(self, form: AvailabilityForm) -> list[Place]:
        kind = SpaceKind(form.kind.data) if form.kind.data else None
        since = Month.of(form.starts_on.data).first
        return places(self.session, by=current_actor(), location_id=form.location.data, since=since, kind=kind)


def shown_months(form: AvailabilityForm) -> list[Month]:
    first = Month.of(form.starts_on.data)
    return [first.plus(number) for number in range(form.months.data)]


def asked_in_words(form: AvailabilityForm) -> str:
    """ "6 people from 1 Feb 2027"."""
    people = ngettext("%(num)d person", "%(num)d people", form.people.data)
    if form.ends_on.data is None:
        return _("%(people)s from %(first)s", people=people, first=as_date(form.starts_on.data))
    return _("%(people)s from %(first)s until %(last)s", people=people, first=as_date(form.starts_on.data), last=as_date(form.ends_on.data))
