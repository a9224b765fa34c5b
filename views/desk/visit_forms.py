"""What is asked of whoever invites guests, at the desk and at /my/guests."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from uuid import uuid4

from flask import flash
from flask_appbuilder.forms import DynamicForm
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _
from wtforms import DateField, HiddenField, SelectField, StringField, TextAreaField, TimeField
from wtforms.validators import InputRequired, Length, Optional

from app.actions.visits.invite import Invited, Time
from app.core import clock
from app.core.entity import db
from app.core.errors import Refused
from app.models import Location, Visit
from app.rules.guest_lines import BadLine, guests_in
from app.rules.wall_times import Skipped, instant_at
from app.web.forms import tidy
from app.web.lookup import LookupField
from app.web.place import reader_today

NEEDED = InputRequired(_("This is needed."))
MOST_DAYS = 60


def invite_form(places: list[tuple[int, str]], *, view: Any = None) -> Any:
    """`view` lets staff choose the host; without it the host is whoever asks."""

    class InviteForm(DynamicForm):  # type: ignore[misc]
        key = HiddenField(default=lambda: uuid4().hex)
        guests = TextAreaField(
            _("Who comes?"),
            filters=[tidy],
            validators=[NEEDED, Length(max=20_000)],
            description=_("One guest a line: name, mail address, company. A list of addresses as mail programs copy it works too."),
            render_kw={"rows": 4, "placeholder": "Mia Jansen, mia@example.com, Acme"},
        )
        if view is not None:
            host = LookupField(_("Whom do they visit?"), [Optional()], view=view, column="host", description=_("Empty: the house."))
        location_id = SelectField(_("Location"), coerce=int, choices=places)
        day = DateField(_("Day"), validators=[NEEDED], default=reader_today)
        more_days = StringField(
            _("On more days"),
            filters=[tidy],
            validators=[Length(max=1000)],
            description=_("Such as 2026-12-04, 2026-12-11. Each day has a pass of its own."),
        )
        expected_at = TimeField(_("From"), validators=[NEEDED], default=lambda: dt.time(9))
        until_at = TimeField(_("Until"), validators=[Optional()])
        note = StringField(
            _("Note for the guest"), filters=[tidy], validators=[Length(max=500)], description=_("Where to park, which floor.")
        )

    return InviteForm()


def change_form(row: Visit, places: list[tuple[int, str]], *, view: Any = None) -> Any:
    there = clock.local(row.expected_at, row.location.zone)
    until = clock.local(row.until_at, row.location.zone) if row.until_at else None

    class ChangeForm(DynamicForm):  # type: ignore[misc]
        name = StringField(_("Name"), filters=[tidy], validators=[NEEDED, Length(max=200)], default=row.name)
        email = StringField(_("Mail address"), filters=[tidy], validators=[Length(max=320)], render_kw={"type": "email"}, default=row.email)
        company = StringField(_("Company"), filters=[tidy], validators=[Length(max=200)], default=row.company)
        if view is not None:
            host = LookupField(_("Whom do they visit?"), [Optional()], view=view, column="host", default=row.host)
        location_id = SelectField(_("Location"), coerce=int, choices=places, default=row.location_id)
        day = DateField(_("Day"), validators=[NEEDED], default=there.date())
        expected_at = TimeField(_("From"), validators=[NEEDED], default=there.time())
        until_at = TimeField(_("Until"), validators=[Optional()], default=until.time() if until else None)
        note = StringField(_("Note for the guest"), filters=[tidy], validators=[Length(max=500)], default=row.note)

    return ChangeForm()


def invitation(form: Any) -> dict[str, Any]:
    """In the words of the action. Raises Refused at the field."""
    try:
        guests = [Invited(each.name, each.email, each.company) for each in guests_in(form.guests.data)]
    except BadLine as bad:
        raise Refused(gettext("Line %(number)d has no name: “%(text)s”.", number=bad.number, text=bad.text[:60]), field="guests") from bad
    days = [form.day.data, *_more_days(form.more_days.data or "")]
    zone = _zone(form)
    times = [_time(day, form, zone) for day in dict.fromkeys(days)]
    asked = {
        "guests": guests,
        "times": times,
        "location_id": form.location_id.data,
        "note": form.note.data or "",
        "key": form.key.data[:64],
    }
    return asked | ({"host_id": form.host.data.id if form.host.data else None} if "host" in form else {})


def changed(form: Any, row: Visit) -> dict[str, Any]:
    """In the words of the action. Raises Refused at the field."""
    time = _time(form.day.data, form, _zone(form))
    asked = {name: form[name].data or "" for name in ("name", "email", "company", "note")}
    host_id = (form.host.data.id if form.host.data else None) if "host" in form else row.host_id
    return asked | {"location_id": form.location_id.data, "host_id": host_id, "expected_at": time.expected_at, "until_at": time.until_at}


def invited_said(made: list[Visit]) -> None:
    mailed = sum(bool(each.email) for each in made)
    told = ngettext("%(num)d guest is expected.", "%(num)d guests are expected.", len(made))
    more = (
        ngettext("%(num)d pass goes out by mail.", "%(num)d passes go out by mail.", mailed)
        if mailed
        else gettext("Nobody is mailed: no address was given.")
    )
    flash(f"{told} {more}", "success")


def _zone(form: Any) -> str:
    return db.session.get_one(Location, form.location_id.data).zone


def _time(day: dt.date, form: Any, zone: str) -> Time:
    """An end before the beginning is refused, not taken for the next morning."""
    try:
        starts = instant_at(dt.datetime.combine(day, form.expected_at.data), zone)
        ends = instant_at(dt.datetime.combine(day, form.until_at.data), zone) if form.until_at.data else None
    except Skipped as skipped:
        raise Refused(gettext("The clocks are put forward then: choose another time."), field="expected_at") from skipped
    if ends is not None and ends <= starts:
        raise Refused(gettext("The end is not after the beginning."), field="until_at")
    return Time(starts, ends)


def _more_days(text: str) -> list[dt.date]:
    parts = [part for part in re.split(r"[\s,;]+", text) if part]
    if len(parts) > MOST_DAYS:
        raise Refused(gettext("At most %(most)d days.", most=MOST_DAYS), field="more_days")
    found = []
    for part in parts:
        try:
            found.append(dt.date.fromisoformat(part))
        except ValueError as wrong:
            raise Refused(gettext("“%(text)s” is no day. Write it as 2026-12-04.", text=part[:20]), field="more_days") from wrong
    return found
