"""What is asked of the availability: where, what kind, how many, from when until when. It stands in the address, so that it can be shared."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import request
from flask_appbuilder.forms import DynamicForm
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import DateField, IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional

from app.models.space import SpaceKind
from app.web.place import chosen_location, location_choices
from app.web.words import spoken

MOST_PEOPLE = 500
MONTHS = (3, 6, 12)


class AvailabilityForm(DynamicForm):  # type: ignore[misc]
    class Meta:
        csrf = False  # it only reads

    location = SelectField(_("Location"), coerce=int)
    kind = SelectField(_("Kind"), validators=[Optional()])
    people = IntegerField(
        _("People"), validators=[InputRequired(_("This is needed.")), NumberRange(1, MOST_PEOPLE, message=_("From 1 to 500 people."))]
    )
    starts_on = DateField(_("From"), validators=[InputRequired(_("This is needed."))])
    ends_on = DateField(_("Until"), validators=[Optional()])
    months = SelectField(_("Months shown"), coerce=int)

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        if not super().validate(*args, **kwargs):
            return False
        if self.ends_on.data is not None and self.ends_on.data < self.starts_on.data:
            self.ends_on.errors = [*self.ends_on.errors, _("The last day is before the first.")]
            return False
        return True


def availability_form(today: dt.date) -> AvailabilityForm:
    """What the address says; what it does not say is one person, from today on, at the location of the switch."""
    places = location_choices()
    unsaid = {"location": str(chosen_location() or places[0].id), "kind": "", "people": "1", "starts_on": today.isoformat(), "months": "6"}
    form = AvailabilityForm(MultiDict(unsaid | request.args.to_dict()))
    form.location.choices = [(place.id, place.name) for place in places]
    form.kind.choices = [("", _("Any")), *((kind.value, spoken(kind.value)) for kind in SpaceKind)]
    form.months.choices = [(number, str(number)) for number in MONTHS]
    return form
