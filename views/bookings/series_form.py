"""What a booking that repeats asks."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import request
from flask_babel import format_date, gettext
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session
from wtforms import DateField, IntegerField, SelectField, SelectMultipleField, TimeField
from wtforms.validators import InputRequired, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from app.access.actor import Actor
from app.core.formats import week_order
from app.models import Room
from app.models.booking_series import Repeat
from app.queries.bookings.series_preview import Plan
from app.web.formats import reader
from views.bookings.extras_asked import typed_extras
from views.bookings.form import NEEDED, QUARTER, own_form, payer_of, staff_form

MONDAY = dt.date(2024, 1, 1)


class Repeats:
    """Mixed in before the form of one booking, whose day becomes the first day."""

    day = DateField(_("First day"), validators=[NEEDED])
    starts_at = TimeField(_("From"), validators=[NEEDED], render_kw=QUARTER)
    ends_at = TimeField(_("Until"), validators=[NEEDED], render_kw=QUARTER)
    repeat = SelectField(_("Repeat"), default=Repeat.WEEKLY.value)
    interval = IntegerField(
        _("Every"),
        default=1,
        validators=[InputRequired(_("This is needed.")), NumberRange(1, 52)],
        description=_("1: each; 2: every second."),
    )
    weekdays = SelectMultipleField(
        _("On"),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=_("For weeks; empty: the weekday of the first day."),
    )
    last_on = DateField(_("Last day"), validators=[NEEDED])


def series_form(session: Session, by: Actor, view: type[Any] | None) -> Any:
    """The form of one booking, and how it repeats; `view` is the screen in whose name staff look people up."""
    base = staff_form(view) if view is not None else own_form(session, by)
    form = type("SeriesForm", (Repeats, type(base)), {"hold_until": None})()  # each of a series is booked
    if "user" in form and not form.is_submitted():
        form.user.data = base.user.data
    form.repeat.choices = [
        (Repeat.DAILY.value, gettext("Days")),
        (Repeat.WEEKLY.value, gettext("Weeks")),
        (Repeat.MONTHLY.value, gettext("Months")),
    ]
    form.weekdays.choices = [(day - 1, format_date(MONDAY + dt.timedelta(days=day - 1), "EEE")) for day in week_order(str(reader()))]
    return form


def plan_of(form: Any, room: Room, by: Actor) -> Plan:
    """What the form says, in the words of the query and the action. Raises Refused for extras that are no number."""
    user_id, organisation_id = payer_of(form, by)
    return Plan(
        room_id=room.id,
        repeat=Repeat(form.repeat.data),
        first_on=form.day.data,
        last_on=form.last_on.data,
        starts=form.starts_at.data,
        ends=form.ends_at.data,
        interval=form.interval.data,
        weekdays=tuple(form.weekdays.data or ()) if form.repeat.data == Repeat.WEEKLY.value else (),
        user_id=user_id,
        organisation_id=organisation_id,
        people=form.people.data,
        extras=tuple(typed_extras(request.form).items()),
    )
