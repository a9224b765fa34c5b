"""What a booking asks: a room, a day and two times on the wall there; for whom; who comes."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from uuid import uuid4

from flask import request
from flask_appbuilder.forms import DynamicForm
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session
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
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.access.actor import Actor
from app.core.clock import local
from app.core.errors import Refused
from app.models import Booking, FoyerUser, Room
from app.queries.bookings.facts import Wish
from app.queries.bookings.places import rooms_of
from app.queries.bookings.team import bookable_people
from app.rules.wall_times import Skipped, instant_at
from app.web.forms import tidy
from app.web.lookup import LookupField
from views.bookings.extras_asked import typed_extras

NEEDED = InputRequired(_("This is needed."))
QUARTER = {"step": "900"}
DAY = dt.timedelta(days=1)
MINUTES = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
BETWEEN = re.compile(r"[\s,;]+")


class WhenForm(DynamicForm):  # type: ignore[misc]
    """Times on the wall of the room's location; `expected_cents` is the price that the person saw."""

    expected_cents = HiddenField()
    day = DateField(_("Day"), validators=[NEEDED])
    starts_at = TimeField(_("From"), validators=[NEEDED], render_kw=QUARTER)
    ends_at = TimeField(_("Until"), validators=[NEEDED], render_kw=QUARTER)
    override_reason = StringField(_("Reason to book it all the same"), filters=[tidy], validators=[Length(max=500)])


class BookingForm(WhenForm):
    """`key` makes a second click of the button harmless."""

    key = HiddenField(default=lambda: uuid4().hex)
    back = HiddenField()
    title = StringField(_("Title"), filters=[tidy], validators=[Length(max=200)])
    people = IntegerField(_("How many people"), validators=[Optional(), NumberRange(1, 10_000)])
    attendees = TextAreaField(
        _("Invite by mail"),
        filters=[tidy],
        validators=[Length(max=10_000)],
        render_kw={"rows": 2},
        description=_("Addresses, one a line; each gets an invitation for their calendar."),
    )
    note = TextAreaField(
        _("Note"), filters=[tidy], validators=[Length(max=2000)], render_kw={"rows": 2}, description=_("For the front desk.")
    )
    is_open = BooleanField(_("Everybody may see the title"), description=_("Otherwise others see only that the room is booked."))


def staff_form(view: type[Any]) -> BookingForm:
    """For anybody; look-ups ask in the name of the screen of bookings."""

    class StaffBookingForm(BookingForm):
        room = LookupField(_("Room"), [NEEDED], view=view, column="room")
        user = LookupField(
            _("For whom"),
            [Optional()],
            view=view,
            column="user",
            description=_("Empty: for an organisation, or for the house itself, which pays nothing."),
        )
        organisation = LookupField(_("Or for an organisation"), [Optional()], view=view, column="organisation")
        hold_until = DateTimeLocalField(
            _("Hold until"),
            format=MINUTES,
            validators=[Optional()],
            description=_(
                "For somebody who has not decided: nobody else can book the room, and nothing is paid until you confirm it. Empty: book it now."
            ),
        )

    return StaffBookingForm()


def own_form(session: Session, by: Actor) -> BookingForm:
    """For oneself, and for the people of the team that one runs."""
    rooms, people = rooms_of(session, by=by), bookable_people(session, by=by)
    several = len({room.location_id for room in rooms}) > 1

    class OwnBookingForm(BookingForm):
        room = SelectField(
            _("Room"), coerce=int, choices=[(room.id, f"{room.name}, {room.location.name}" if several else room.name) for room in rooms]
        )

    class TeamBookingForm(OwnBookingForm):
        user = SelectField(_("For whom"), coerce=int, choices=[(user.id, str(user)) for user in people])

    form: BookingForm = TeamBookingForm() if len(people) > 1 else OwnBookingForm()
    if request.method == "GET" and "user" in form:
        form.user.data = by.id
    return form


def times_of(form: WhenForm, room: Room, booking: Booking | None = None) -> tuple[dt.datetime, dt.datetime]:
    """The instants that the form says. An end before the start is on the next day. Raises Refused for a time that the clock skips.

    What it shows of `booking` and nobody typed over is that one's own: a day and two times cannot say what lasts longer than a day, nor which
    of two equal hours it is when the clock goes back.
    """
    until = form.day.data if form.ends_at.data >= form.starts_at.data else form.day.data + DAY
    typed, ends = dt.datetime.combine(form.day.data, form.starts_at.data), dt.datetime.combine(until, form.ends_at.data)
    keeps_start = keeps_end = False
    if booking is not None:
        shown, over = (
            local(each, room.location.zone).replace(tzinfo=None, second=0, microsecond=0) for each in (booking.starts_at, booking.ends_at)
        )
        keeps_start = typed == shown
        keeps_end = ends == over or (keeps_start and ends.time() == over.time())
    starts_at = booking.starts_at if booking is not None and keeps_start else _instant(typed, room, "starts_at")
    return starts_at, booking.ends_at if booking is not None and keeps_end else _instant(ends, room, "ends_at")


def hold_of(form: Any, room: Room) -> dt.datetime | None:
    """Until when the room is only held, on its wall; None where it is booked. Raises Refused for a time that the clock skips."""
    return _instant(form.hold_until.data, room, "hold_until") if holds(form) else None


def holds(form: Any) -> bool:
    return "hold_until" in form and form.hold_until.data is not None


def wish_of_form(form: Any, room: Room, by: Actor, booking: Booking | None = None) -> Wish:
    """Raises Refused for a time that there is not, and for extras that are no number."""
    starts_at, ends_at = times_of(form, room)
    user_id, organisation_id = payer_of(form, by)
    return Wish(room.id, starts_at, ends_at, user_id, organisation_id, form.people.data, extras=tuple(typed_extras(request.form).items()))


def payer_of(form: Any, by: Actor) -> tuple[int | None, int | None]:
    """Person and organisation: a member is one, staff choose."""
    if not by.is_staff:
        return (form.user.data if "user" in form else by.id), None
    user: FoyerUser | None = form.user.data
    organisation = form.organisation.data
    return (user.id if user else None), (organisation.id if organisation and user is None else None)


def addresses_of(text: str | None) -> list[str]:
    """As people paste them: one a line, or between commas."""
    return [each for each in BETWEEN.split(text or "") if each]


def _instant(wall: dt.datetime, room: Room, field: str) -> dt.datetime:
    try:
        return instant_at(wall, room.location.zone)
    except Skipped as skipped:
        raise Refused(gettext("The clocks change on that day: %(time)s does not exist.", time=f"{wall:%H:%M}"), field=field) from skipped
    except OverflowError as far:
        raise Refused(gettext("That day is too far away."), field="day") from far
