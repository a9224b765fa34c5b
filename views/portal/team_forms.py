"""What the owner of a team is asked: whom to invite onto which membership, or what to ask staff for."""

from __future__ import annotations

from typing import Any

from flask_appbuilder.forms import DynamicForm
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.models import License, Membership
from app.web.forms import tidy

NEEDED = InputRequired(_("This is needed."))


class PersonForm(DynamicForm):  # type: ignore[misc]
    first_name = StringField(_("First name"), filters=[tidy], validators=[NEEDED, Length(max=64)], render_kw={"autocomplete": "off"})
    last_name = StringField(_("Last name"), filters=[tidy], validators=[NEEDED, Length(max=64)], render_kw={"autocomplete": "off"})
    email = StringField(
        _("Mail address"), filters=[tidy], validators=[NEEDED, Length(max=320)], render_kw={"type": "email", "autocomplete": "off"}
    )

    @property
    def person(self) -> dict[str, str]:
        return {name: self[name].data for name in ("first_name", "last_name", "email")}


class InviteForm(PersonForm):
    license = SelectField(_("Membership"), coerce=int, description=_("One of those that nobody in your team has."))


class AskForm(PersonForm):
    membership_id = SelectField(_("Membership"), coerce=int)
    message = TextAreaField(_("Anything we should know?"), filters=[tidy], validators=[Length(max=1000)], render_kw={"rows": 3})


def invite_form(free: list[License], chosen: int) -> InviteForm:
    form = InviteForm()
    form.license.choices = [
        (row.id, gettext("%(name)s, %(space)s at %(location)s", name=row.membership.name, space=row.space.name, location=row.location.name))
        for row in free
    ]
    if not form.is_submitted() and any(row.id == chosen for row in free):
        form.license.data = chosen
    return form


def ask_form(offered: list[Membership]) -> AskForm:
    form = AskForm()
    choices: list[tuple[int, Any]] = [
        (row.id, gettext("%(name)s at %(location)s", name=row.name, location=row.location.name)) for row in offered
    ]
    form.membership_id.choices = choices
    return form
