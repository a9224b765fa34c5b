"""The location switch: one choice on top of the sidebar that every list obeys."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Response, abort, flash, g, has_request_context, redirect, request, session, url_for
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select

from app.access.scope import narrowed
from app.core import clock
from app.core.entity import db
from app.models import Location
from app.queries.reports.asked import ALL_PLACES
from app.web.actor import current_actor
from app.web.safe_next import safe_next


def location_choices() -> list[Any]:
    """The locations that this actor may see, as rows of id and name; one query a request."""
    if "places" not in g:
        query = select(Location.id, Location.name, Location.zone).order_by(Location.name)
        g.places = list(db.session.execute(narrowed(query, current_actor(), Location)))
    found: list[Any] = g.places
    return found


def chosen_location() -> int | None:
    """The chosen location; None = all that the actor may see. Programs with a token have no switch."""
    if not has_request_context() or g.get("by_token") or not current_user.is_authenticated:
        return None
    chosen = session.get("location_id")
    return chosen if isinstance(chosen, int) and any(place.id == chosen for place in location_choices()) else None


def reader_zone() -> str:
    """The clock by which the reader's days begin: that of their home, else of the house; UTC where there is no location yet."""
    return g.get("reader_zone") or "UTC"


def reader_today() -> dt.date:
    return clock.today(reader_zone())


def asked_zone() -> str:
    """The clock by which a reader says times of many rows: that of the chosen location, else the reader's own. Programs with a token say UTC."""
    if not has_request_context() or g.get("by_token"):
        return "UTC"
    place = chosen_location()
    return next((str(each.zone) for each in location_choices() if each.id == place), None) or reader_zone()


def place_named(said: str) -> str:
    """What an address says of places: all of them, or the id of one that the reader may see; empty where it says neither, and the switch holds."""
    return said if said == ALL_PLACES or any(str(place.id) == said for place in location_choices()) else ""


def place_asked(said: str) -> int | None:
    """The location that an address asks for, or else the switch has; None = all that the actor may see."""
    named = place_named(said)
    return chosen_location() if not named else None if named == ALL_PLACES else int(named)


class LocationSwitch(BaseView):  # type: ignore[misc]
    """POST /location: remember the choice in the session and go back to the page."""

    route_base = "/location"
    default_view = "choose"
    base_permissions: list[str] = []

    @expose("", methods=("POST",))
    def choose(self) -> Response:
        if not current_user.is_authenticated:
            abort(401)
        wanted = request.form.get("location", "")
        place = next((place for place in location_choices() if str(place.id) == wanted), None)
        if wanted and place is None:
            flash(_("That location is not yours."), "warning")
        else:
            session["location_id"] = place.id if place else None
        return redirect(safe_next(request.form.get("next"), url_for("HomeView.index")))  # type: ignore[return-value]
