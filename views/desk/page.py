"""/desk: who is in, who is expected, and everybody checked in and out in two taps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_wtf.csrf import generate_csrf
from sqlalchemy import select

from app.access.permissions import Permission
from app.access.scope import narrowed
from app.actions.check_ins.arrive import Arrival, GuestFacts, arrive_guest, arrive_member
from app.actions.check_ins.come_back import come_back
from app.actions.check_ins.leave import leave
from app.actions.check_ins.leave_all import leave_all
from app.core import clock
from app.core.errors import FoyerError, Refused
from app.models import CheckIn, Location, Visit
from app.models.check_in import LeftBy, Source
from app.queries.presence.days import day_figures
from app.queries.presence.find import find
from app.web.actor import current_actor
from app.web.place import location_choices
from views.base.screen import Screen
from views.desk.drawn import drawn, said, version
from views.desk.instants import instant_of
from views.desk.place import desk_place, posted_place

READS = ("show", "state", "find")
WRITES = ("member", "visit", "leave", "leave_all", "again")


class DeskView(Screen):
    """What changes by itself is asked for every ten seconds and drawn only when it is another one; without script a reload shows it."""

    route_base = "/desk"
    default_view = "show"
    class_permission_name = "CheckIn"
    method_permission_name = dict.fromkeys(READS, "read") | dict.fromkeys(WRITES, "write")

    @expose("/")
    @has_access
    def show(self) -> Any:
        by, place = current_actor(), desk_place()
        if place is None:
            return self._places()
        now = drawn(self.session, place, by=by)
        text = request.args.get("q", "")
        return self.render_template(
            "screens/desk/desk.html",
            title=_("Desk"),
            subtitle=place.name,
            place=place,
            now=now,
            version=version(now),
            asked=text,
            found=self._found(place, text) if text else "",
            may_check_in=by.may(Permission.CHECK_IN_WRITE),
            may_invite=by.may(Permission.VISIT_WRITE),
        )

    @expose("/state")
    @has_access
    def state(self) -> Any:
        now = drawn(self.session, posted_place(), by=current_actor())
        return jsonify({"version": version(now), "html": now, "csrf": generate_csrf()})

    @expose("/find")
    @has_access
    def find(self) -> Any:
        """What the search finds, for the page that stands open."""
        return self._found(posted_place(), request.args.get("q", ""))

    @expose("/member/<int:user_id>", methods=("POST",))
    @has_access
    def member(self, user_id: int) -> Any:
        place = posted_place()
        return self._done(lambda: arrive_member(user_id, self._arrival(place), by=current_actor()))

    @expose("/visit/<int:visit_id>", methods=("POST",))
    @has_access
    def visit(self, visit_id: int) -> Any:
        """Who was invited is in with one tap; whatever is still to be asked is asked by the form."""
        visit, place = self._visit(visit_id), posted_place()
        facts = GuestFacts(email=visit.email, name=visit.name, company=visit.company)
        asks = url_for("WalkInView.arrive", location=place.id, visit=visit.id)
        return self._done(lambda: arrive_guest(facts, self._arrival(place, visit_id=visit.id), by=current_actor()), asks)

    @expose("/leave/<int:check_in_id>", methods=("POST",))
    @has_access
    def leave(self, check_in_id: int) -> Any:
        return self._done(
            lambda: leave(check_in_id, LeftBy.DESK, by=current_actor()), words=lambda row: _("%(name)s is checked out.", name=row.name)
        )

    @expose("/leave-all", methods=("POST",))
    @has_access
    def leave_all(self) -> Any:
        place = posted_place()
        until = instant_of(request.form.get("upto", "")) or clock.now()
        return self._done(lambda: leave_all(place.id, until=until, by=current_actor()), words=all_left_said)

    @expose("/again/<int:check_in_id>", methods=("POST",))
    @has_access
    def again(self, check_in_id: int) -> Any:
        return self._done(lambda: come_back(check_in_id, key=f"desk:{uuid4().hex}", by=current_actor()))

    def _visit(self, visit_id: int) -> Visit:
        query = narrowed(select(Visit).where(Visit.id == visit_id), current_actor(), Visit)
        return self.session.scalars(query).one_or_none() or abort(404)

    def _arrival(self, place: Location, **more: Any) -> Arrival:
        return Arrival(place.id, Source.DESK, f"desk:{uuid4().hex}", **more)

    def _found(self, place: Location, text: str) -> str:
        by = current_actor()
        found = find(self.session, place, text, by=by)
        return render_template(
            "screens/desk/found.html",
            place=place,
            found=found,
            asked=text.strip(),
            may_check_in=by.may(Permission.CHECK_IN_WRITE),
            **said(place),
        )

    def _done(self, verb: Callable[[], Any], asks: str = "", words: Callable[[Any], str] | None = None) -> Any:
        """Back to the desk. A refusal that the form can answer leads to the form."""
        try:
            found = verb()
        except Refused as refusal:
            flash(refusal.message, "warning")
            return redirect(asks if asks and refusal.field else url_for(".show"), 303)
        except FoyerError as refusal:
            flash(refusal.message, "warning")
        else:
            flash(words(found) if words is not None else came_said(found), "success")
        return redirect(url_for(".show"), 303)

    def _places(self) -> Any:
        """Of several locations one is chosen, by the switch that every other page obeys as well."""
        by = current_actor()
        rows = [self.session.get_one(Location, each.id) for each in location_choices()]
        places = [(row, day_figures(self.session, row, by=by)) for row in rows]
        return self.render_template(
            "screens/desk/places.html", title=_("Desk"), places=places, may_add_location=self.may(Permission.LOCATION_WRITE)
        )


def all_left_said(count: int) -> str:
    return ngettext("%(num)d person is checked out.", "%(num)d people are checked out.", count)


def came_said(row: CheckIn) -> str:
    return _("%(name)s is in, since %(time)s.", name=row.name, time=f"{clock.local(row.arrived_at, row.location.zone):%H:%M}")
