"""What the verbs of a license ask."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_appbuilder.forms import DynamicForm
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, HiddenField, IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.actions.licenses.renew import renewal_of
from app.actions.said import notice
from app.core.clock import today
from app.core.month import Month
from app.models import License, LicensePause
from app.web.formats import as_date
from app.web.forms import tidy
from app.web.lookup import LookupField

NEEDED = InputRequired(_("This is needed."))


class LicenseForm(DynamicForm):  # type: ignore[misc]
    """`version` is what the page shows of the license."""

    version = HiddenField()


class PauseForm(LicenseForm):
    starts_on = DateField(_("First day of the pause"), validators=[NEEDED])
    ends_on = DateField(_("Last day of the pause"), validators=[Optional()], description=_("Empty: until it is resumed."))


class ResumeForm(LicenseForm):
    on = DateField(_("First day in use again"), validators=[NEEDED])


def resume_form(license: License) -> Any:
    """It says when the license is paused, and proposes today while it is."""
    day, form = today(license.location.zone), ResumeForm()
    pauses = [pause for pause in license.pauses if pause.ends_on is None or pause.ends_on >= day]
    form.on.description = " ".join(said_pause(pause) for pause in pauses)
    if not form.is_submitted() and any(pause.starts_on <= day for pause in pauses):
        form.on.data = day
    return form


def said_pause(pause: LicensePause) -> str:
    first = as_date(pause.starts_on)
    if pause.ends_on is None:
        return gettext("Paused from %(first)s until it is resumed.", first=first)
    return gettext("Paused from %(first)s until %(last)s.", first=first, last=as_date(pause.ends_on))


class RenewForm(LicenseForm):
    months = IntegerField(_("Months committed"), validators=[NEEDED, NumberRange(1, 120)])
    on = DateField(_("First day of the new commitment"), validators=[NEEDED])


def renew_form(license: License) -> Any:
    """It proposes as many months as before, from the day after; what was agreed holds until then."""
    form, after = RenewForm(), renewal_of(license)
    if not form.is_submitted():
        form.months.data, form.on.data = license.commitment_months, after
    form.on.description = gettext(
        "The present one runs until %(day)s. Its discount stays on the days before the new one.", day=as_date(after - dt.timedelta(days=1))
    )
    return form


class EndForm(LicenseForm):
    on = DateField(_("Last day"), validators=[Optional()])
    end_reason = StringField(_("Reason"), filters=[tidy], validators=[Length(max=500)])
    cancel_bookings = BooleanField(
        _("Also cancel their bookings after that day"),
        description=_("How many they are, and what comes back by the policy, stands beside it. Who is invited hears of it."),
    )


def first_end(license: License) -> dt.date:
    """The earliest last day under the notice if it is given today, or without one the end of the month."""
    day = today(license.location.zone)
    return license.earliest_end(day) or max(license.starts_on, Month.of(day).last)


def end_form(license: License, *, cancels: bool = True) -> Any:
    """It proposes the last day that it has, or the earliest under the notice, or the end of the month, and says why. `cancels`: there is something booked to ask about."""
    earliest = license.earliest_end(today(license.location.zone))
    form = EndForm()
    if not cancels:
        del form.cancel_bookings
    if not form.is_submitted():
        form.on.data = license.ends_on or first_end(license)
    form.on.description = gettext("It is still billed for this day. Empty: it runs on.")
    form.end_reason.description = gettext("Kept with the license, for who asks later.")
    if earliest is not None and earliest > license.starts_on:
        why = gettext("Notice of %(notice)s, given today, so earliest %(day)s.", notice=notice(license.membership), day=as_date(earliest))
        form.on.description = f"{why} {form.on.description}"
        form.end_reason.description = gettext("Needed to end it before %(day)s.", day=as_date(earliest))
    return form


def move_form(view: type[Any], license: License) -> Any:
    """Look-ups ask in the name of the license screen. What it has is chosen already, so that only what changes is to be said."""

    class MoveForm(LicenseForm):
        on = DateField(_("First day of the new license"), validators=[NEEDED])
        membership = LookupField(_("New membership"), [NEEDED], view=view, column="membership")
        space = LookupField(_("New space"), [NEEDED], view=view, column="space")
        organisation = LookupField(
            _("Other organisation"), [Optional()], view=view, column="organisation", description=_("Empty: it stays where it is.")
        )
        user = LookupField(
            _("Other person"),
            [Optional()],
            view=view,
            column="user",
            description=_("Empty: the same person, who belongs to the other organisation from that day."),
        )
        keep_commitment = BooleanField(_("The commitment goes on"), default="y")
        occupancy_reason = StringField(
            _("Reason to exceed the space"), filters=[tidy], validators=[Length(max=500)], description=_("Only when the space is full.")
        )

    form = MoveForm()
    if not form.is_submitted():
        form.on.data = max(license.starts_on + dt.timedelta(days=1), Month.of(today(license.location.zone)).next.first)
        form.membership.data, form.space.data = license.membership, license.space
    return form
