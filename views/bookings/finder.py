"""The finder: how many, when, for how long, with what; answered as cards with prices, one click from being booked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _
from markupsafe import Markup
from sqlalchemy.orm import Session
from wtforms import DateField, IntegerField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from app.access.actor import Actor
from app.access.permissions import Permission
from app.core import clock
from app.core.clock import local
from app.models import Location
from app.queries.bookings.finder import Found, Wanted, amenities_of, find_rooms
from app.queries.bookings.obstacles import span_said
from app.queries.bookings.places import places_with_rooms, rooms_of
from app.web.actor import current_actor
from app.web.avatars import as_room_picture
from app.web.place import chosen_location
from app.web.words import spoken
from views.base.screen import Screen
from views.bookings.offer_said import price_said, when_said

HOUR = 60
PARTS = {
    "any": (0, 24 * HOUR),
    "morning": (6 * HOUR, 12 * HOUR),
    "midday": (11 * HOUR, 14 * HOUR),
    "afternoon": (12 * HOUR, 17 * HOUR),
    "evening": (17 * HOUR, 24 * HOUR),
}
LENGTHS = (30, 60, 90, 120, 180, 240, 480)


@dataclass(frozen=True)
class Card:
    """A room that is free then; `href` leads to its form, filled in. `picture` is empty where it has none."""

    room: str
    picture: Markup
    about: list[str]
    when: str
    price: str
    href: str


class FinderForm(DynamicForm):  # type: ignore[misc]
    """Sent by GET: an answer can be kept, and passed on."""

    class Meta:
        csrf = False

    location = SelectField(_("Location"), coerce=int)
    people = IntegerField(_("People"), default=2, validators=[InputRequired(_("This is needed.")), NumberRange(1, 10_000)])
    day = DateField(_("Day"), validators=[InputRequired(_("This is needed."))])
    part = SelectField(_("When"), default="any")
    minutes = SelectField(_("For how long"), coerce=int, default=60)
    needs = SelectMultipleField(_("What it needs"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput())


@dataclass(frozen=True)
class Answered:
    """The form, and the cards; None before anything was asked."""

    form: FinderForm
    cards: list[Card] | None
    asked: str


def finder(session: Session, *, by: Actor, new: str, preferred: int | None = None) -> Answered | None:
    """What the address asks for; `new` is the endpoint that books. None where there is no room to book."""
    places = places_with_rooms(session, by=by)
    if not places:
        return None
    is_asked = "people" in request.args
    form = FinderForm(request.args if is_asked else None)
    location = _location(form, places, preferred, is_asked)
    every = sorted({name.lower(): name for room in rooms_of(session, by=by) for name in amenities_of(room)}.items())
    form.location.choices = [(place.id, place.name) for place in places]
    form.part.choices = [
        ("any", gettext("Any time")),
        ("morning", gettext("Morning")),
        ("midday", gettext("Midday")),
        ("afternoon", gettext("Afternoon")),
        ("evening", gettext("Evening")),
    ]
    form.minutes.choices = [(minutes, span_said(minutes)) for minutes in LENGTHS]
    form.needs.choices = every
    if not is_asked:
        form.location.data, form.day.data = location.id, clock.today(location.zone)
        return Answered(form, None, "")
    if not form.validate():
        return Answered(form, None, "")
    begins, ends = PARTS[form.part.data]
    wanted = Wanted(form.day.data, begins, ends, form.minutes.data, form.people.data, frozenset(form.needs.data))
    cards = [_card(each, location, wanted, new) for each in find_rooms(session, location, wanted, by=by)]
    return Answered(form, cards, _said(wanted))


class FinderView(Screen):
    """GET /bookings/find"""

    route_base = "/bookings/find"
    default_view = "show"
    class_permission_name = "Booking"
    method_permission_name = {"show": "read"}

    @expose("/")
    @has_access
    def show(self) -> Any:
        new = "NewBookingView.new" if self.may(Permission.BOOKING_WRITE) else ""
        found = finder(self.session, by=current_actor(), new=new, preferred=chosen_location())
        return self.render_template(
            "screens/bookings/finder_page.html",
            title=_("Find a room"),
            crumbs=[(_("Calendar"), url_for("CalendarView.show"))],
            found=found,
            here=url_for(".show"),
        )


def _location(form: FinderForm, places: Any, preferred: int | None, is_asked: bool) -> Location:
    wanted = form.location.data if is_asked else preferred
    found: Location = next((place for place in places if place.id == wanted), places[0])
    return found


def _card(found: Found, location: Location, wanted: Wanted, new: str) -> Card:
    room = found.room
    start, end = (local(each, location.zone).strftime("%Y-%m-%dT%H:%M") for each in (found.starts_at, found.ends_at))
    return Card(
        room=room.name,
        picture=as_room_picture(room, is_small=True),
        about=[ngettext("%(num)d person", "%(num)d people", room.capacity), spoken(room.kind.value), *amenities_of(room)],
        when=when_said(found.starts_at, found.ends_at, location.zone),
        price=price_said(found.cents, location.currency),
        href=url_for(new, room=room.id, start=start, end=end, people=wanted.people) if new else "",
    )


def _said(wanted: Wanted) -> str:
    people = ngettext("%(num)d person", "%(num)d people", wanted.people)
    return ", ".join([people, span_said(wanted.minutes), *sorted(wanted.needs)])
