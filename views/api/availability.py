"""GET /api/v1/availability/: which spaces of a location have so many places, from when, and how many are free on which days."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Response, request
from flask_appbuilder.api import BaseApi, expose, safe
from flask_appbuilder.security.decorators import protect
from flask_babel import gettext as _
from sqlalchemy import String, cast, func, or_, select

from app.access.scope import narrowed
from app.core import clock
from app.core.entity import db
from app.core.errors import Refused
from app.models import Location
from app.models.space import SpaceKind
from app.queries.availability import Place, places
from app.web.actor import current_actor
from app.web.admitting import Admitting
from app.web.numbers import whole
from views.api.days import asked_day, iso

MOST_PEOPLE = 500
HORIZON = dt.timedelta(days=366)


class AvailabilityApi(Admitting, BaseApi):  # type: ignore[misc]
    """Dates are local days of the location, both ends included; a missing end means for good."""

    resource_name = "availability"
    class_permission_name = "Space"
    method_permission_name = {"find": "read"}
    openapi_spec_tag = "AvailabilityApi"
    allow_browser_login = False

    @expose("/", methods=("GET",))
    @protect()
    @safe
    def find(self) -> Response:
        """Which spaces fit.
        ---
        get:
          description: Spaces of a location with the first day from which so many people fit, and their free places over a year
          parameters:
          - {in: query, name: location, required: true, schema: {type: string}, description: The code or id of a location}
          - {in: query, name: from, schema: {type: string, format: date}, description: The first day; today when it is left out}
          - {in: query, name: until, schema: {type: string, format: date}, description: The last day; for good when it is left out}
          - {in: query, name: people, schema: {type: integer, minimum: 1, maximum: 500}, description: How many; one when it is left out}
          - {in: query, name: kind, schema: {type: string, enum: [desk_area, private_office, studio]}}
          responses:
            200:
              description: The spaces, by name
            404:
              $ref: '#/components/responses/404'
            422:
              $ref: '#/components/responses/422'
        """
        return self._admitted(lambda: self.response(200, **self._found()))

    def _found(self) -> dict[str, Any]:
        location = self._location(request.args.get("location", ""))
        starts_on = asked_day("from") or clock.today(location.zone)
        ends_on, people, kind = asked_day("until"), _people(), _kind()
        if ends_on is not None and ends_on < starts_on:
            raise Refused(_("The last day is before the first."), field="until")
        found = places(db.session(), by=current_actor(), location_id=location.id, since=starts_on, kind=kind)
        return {
            "location": {"id": location.id, "code": location.code, "name": location.name},
            "from": starts_on.isoformat(),
            "until": iso(ends_on),
            "people": people,
            "spaces": [told(place, starts_on, ends_on, people) for place in found],
        }

    def _location(self, asked: str) -> Location:
        """Raises Refused when none is named, or none that this actor may see."""
        query = select(Location).where(or_(func.lower(Location.code) == asked.lower(), cast(Location.id, String) == asked))
        query = narrowed(query, current_actor(), Location)
        found = db.session().scalars(query.order_by(func.lower(Location.code) != asked.lower()).limit(1)).one_or_none()
        if found is None:
            raise Refused(_("Name a location by its code or id."), field="location")
        return found


def told(place: Place, starts_on: dt.date, ends_on: dt.date | None, people: int) -> dict[str, Any]:
    """A space as JSON; `free` null means without limit."""
    opening = place.opening(starts_on, ends_on, people)
    return {
        "id": place.space.id,
        "code": place.space.code,
        "name": place.space.name,
        "kind": place.space.kind.value,
        "capacity": place.space.capacity,
        "fits_from": iso(opening.starts_on),
        "free_until": iso(opening.free_until),
        "days": [
            {"from": each.starts_on.isoformat(), "until": each.ends_on.isoformat(), "taken": each.taken, "free": each.free}
            for each in place.stretches(starts_on, ends_on or starts_on + HORIZON)
        ],
    }


def _people() -> int:
    people = whole(request.args.get("people", "1"), MOST_PEOPLE)
    if not people:
        raise Refused(_("From 1 to 500 people."), field="people")
    return people


def _kind() -> SpaceKind | None:
    text = request.args.get("kind", "")
    if not text:
        return None
    try:
        return SpaceKind(text)
    except ValueError as wrong:
        raise Refused(_("Please choose one of the list."), field="kind") from wrong
