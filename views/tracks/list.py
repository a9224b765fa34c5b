"""Tracks: the list, and the page of one with its tree and the dates that an opening day would give."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for
from flask_babel import lazy_gettext as _
from sqlalchemy import select

from app.access.permissions import Permission
from app.access.scope import narrowed
from app.actions.tracks.change import change_track
from app.actions.tracks.copy import copy_track
from app.actions.tracks.create import create_track
from app.actions.tracks.remove import remove_track
from app.core.clock import today
from app.models import Location, Track
from app.queries.tracks_shown import track_rows
from app.web.actor import current_actor
from app.web.model_view import FoyerModelView, ScopedInterface, action
from app.web.place import chosen_location, reader_zone
from app.web.routes import ACTIONS, READ, WRITE
from views.base.by_actions import ByActions
from views.base.days import said_day
from views.base.record import RecordPage
from views.tasks.words import ROLES, offset_said


class TrackView(ByActions, RecordPage, FoyerModelView):
    datamodel = ScopedInterface(Track)
    route_base = "/tracks"
    include_route_methods = READ | WRITE | ACTIONS
    method_permission_name = {"copy": "write"}
    singular = _("track")
    list_title = _("Tracks")
    add_title = _("New track")
    list_columns = ["name", "location", "is_default", "is_active"]
    search_columns = ["name", "location", "is_default", "is_active"]
    quick_search = "name"
    base_order = ("name", "asc")
    label_columns = {"is_default": _("Taken by itself"), "is_active": _("In use")}
    description_columns = {
        "location": _("Empty: for every location that has none of its own."),
        "is_default": _("An opportunity takes it when nobody chooses another, and leads that come by themselves are opened with it."),
        "is_active": _("Opportunities that are open already keep their tasks."),
    }
    add_columns = edit_columns = ["name", "location", "is_default", "is_active", "note"]
    show_columns = ["location", "is_default", "is_active", "note"]
    show_template = "screens/tracks/show.html"
    empty_text = _("A track is the work on an opportunity from the first call to the contract: a tree of tasks with their dates.")
    create_with, change_with, remove_with = create_track, change_track, remove_track

    def title_of(self, row: Track) -> str:
        return row.name

    def may_change(self, row: Track) -> bool:
        """One of every location takes somebody of the whole network."""
        by = current_actor()
        return by.may(Permission.TRACK_WRITE) and (by.location_ids is None or row.location_id is not None)

    def may_edit(self, row: Track) -> bool:
        return self.may_change(row)

    def may_delete(self, row: Track) -> bool:
        return self.may_change(row)

    @action("copy", _("Copy"), icon="copy", multiple=False)
    def copy(self, row: Track) -> Any:
        by = current_actor()
        here = min(by.location_ids) if by.location_ids is not None and row.location_id is None else None
        return redirect(url_for("TrackView.show", pk=copy_track(row.id, location_id=here, by=by).id))

    def render_template(self, template: str, **given: Any) -> Any:
        if template == self.show_template:
            row: Track = given["row"]
            places = self._places(row)
            asked = request.args.get("at", "") or str(chosen_location() or "")
            place = next((each for each in places if str(each.id) == asked), places[0] if places else None)
            opened_on = said_day("opened") or today(place.zone if place is not None else reader_zone())
            given |= {"rows": track_rows(row, place, opened_on), "places": places, "place": place, "opened_on": opened_on}
            given |= {"may_write": self.may_change(row), "offset_said": offset_said, "roles": ROLES}
        return super().render_template(template, **given)

    def _places(self, row: Track) -> list[Location]:
        """Whose working days the dates can be counted in."""
        query = narrowed(select(Location), current_actor(), Location)
        if row.location_id is not None:
            query = query.where(Location.id == row.location_id)
        return list(self.datamodel.session.scalars(query.order_by(Location.name)))
