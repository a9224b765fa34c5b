"""What is asked about a contact: a call, a meeting on the wall clock of its location, a mail, peace."""

from __future__ import annotations

import datetime as dt

from flask_appbuilder.forms import DynamicForm
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.core.clock import local
from app.core.errors import Refused
from app.models import Activity, Location
from app.models.activity import ActivityKind
from app.rules.wall_times import Skipped, instant_at
from app.web.forms import Keyed, tidy

NEEDED = InputRequired(_("This is needed."))
K = ActivityKind
MINUTES = "%Y-%m-%dT%H:%M"
LENGTHS = (15, 30, 45, 60, 90, 120, 180, 240)


def kind_said(kind: str) -> str:
    """A kind of activity in the words of the team."""
    return {
        K.ENQUIRY.value: gettext("Enquiry"), K.CALL.value: gettext("Call"), K.EMAIL.value: gettext("Mail"), K.REPLY.value: gettext("Reply"),
        K.MEETING.value: gettext("Meeting"), K.VISIT.value: gettext("Site visit"), K.NOTE.value: gettext("Comment"),
        K.ACCEPTED.value: gettext("Accepted"), K.SIGNED.value: gettext("Signed"), K.DECLINED.value: gettext("Declined"), K.EXPIRED.value: gettext("Expired"),
    }[kind]  # fmt: skip


class LogForm(Keyed):
    lead, back = HiddenField(), HiddenField()
    kind = SelectField(
        _("What was it?"),
        default=K.CALL.value,
        choices=lambda: [SelectChoice(each.value, kind_said(each.value)) for each in (K.CALL, K.EMAIL, K.MEETING, K.VISIT)],
    )
    at = DateTimeLocalField(_("When"), format=MINUTES, validators=[Optional()], description=_("Empty: just now."))
    subject = StringField(_("About"), filters=[tidy], validators=[Length(max=300)])
    text = TextAreaField(_("What was said"), filters=[tidy], validators=[Length(max=20_000)], render_kw={"rows": 4})


class MeetingForm(Keyed):
    lead, back = HiddenField(), HiddenField()
    kind = SelectField(
        _("What is it?"),
        default=K.VISIT.value,
        choices=lambda: [SelectChoice(each.value, kind_said(each.value)) for each in (K.VISIT, K.MEETING)],
    )
    subject = StringField(_("Title"), filters=[tidy], validators=[NEEDED, Length(max=300)], description=_("Stands in the invitation."))
    day = DateField(_("Day"), validators=[NEEDED])
    starts_at = TimeField(_("From"), validators=[NEEDED], render_kw={"step": "900"})
    minutes = IntegerField(_("Minutes"), validators=[NEEDED, NumberRange(1, 1440, _("Up to a day, in minutes."))], default=60)
    host = SelectField(_("Who receives them"), coerce=int)
    room = SelectField(
        _("Keep a room"),
        coerce=int,
        default=0,
        description=_("It is booked as the house's own, and given back when the meeting is called off."),
    )
    place = StringField(_("Where"), filters=[tidy], validators=[Length(max=200)], description=_("Empty: at the location, or in the room."))
    text = TextAreaField(_("Words for the invitation"), filters=[tidy], validators=[Length(max=20_000)], render_kw={"rows": 3})
    invites = BooleanField(_("Send them an invitation for their calendar"), default=True)

    def instant(self, zone: str) -> dt.datetime:
        """Raises Refused at the time for one that the clock there jumps over."""
        wall = dt.datetime.combine(self.day.data, self.starts_at.data)
        try:
            return instant_at(wall, zone)
        except Skipped as skipped:
            raise Refused(gettext("The clock jumps over this time on that day."), field="starts_at") from skipped

    def filled_from(self, activity: Activity) -> None:
        there = local(activity.at, activity.location.zone)
        self.day.data, self.starts_at.data = there.date(), there.time()
        for name in ("subject", "minutes", "place", "text", "invites"):
            self[name].data = getattr(activity, name)
        self.host.data = activity.host_id or 0


class MailForm(Keyed):
    lead, back = HiddenField(), HiddenField()
    template = SelectField(_("Template"), coerce=int, choices=[])
    subject = StringField(_("Subject"), filters=[tidy], validators=[NEEDED, Length(max=300)])
    text = TextAreaField(_("Text"), filters=[tidy], validators=[NEEDED, Length(max=20_000)], render_kw={"rows": 12})


class OutcomeForm(DynamicForm):  # type: ignore[misc]
    back = HiddenField()
    outcome = TextAreaField(_("What came of it"), filters=[tidy], validators=[Length(max=20_000)], render_kw={"rows": 4})


class WhyForm(DynamicForm):  # type: ignore[misc]
    back = HiddenField()
    reason = StringField(_("Why?"), filters=[tidy], validators=[Length(max=500)], description=_("For the house; they do not read it."))


class PeaceForm(DynamicForm):  # type: ignore[misc]
    reason = StringField(_("Why?"), filters=[tidy], validators=[NEEDED, Length(max=500)], description=_("What they said, and how."))


class ConsentForm(DynamicForm):  # type: ignore[misc]
    source = StringField(
        _("Where did they say so?"),
        filters=[tidy],
        validators=[NEEDED, Length(max=200)],
        description=_("Such as: by phone on 3 June, or the form on our page."),
    )


def wall(at: dt.datetime | None, location: Location) -> dt.datetime | None:
    """What somebody typed as an instant. Raises Refused at `at` for a time that the clock there jumps over."""
    if at is None:
        return None
    try:
        return instant_at(at, location.zone)
    except Skipped as skipped:
        raise Refused(gettext("The clock jumps over this time on that day."), field="at") from skipped
