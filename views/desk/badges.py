"""Badges: chosen among those who are in, printed on a sticker or a card."""

from __future__ import annotations

from typing import Any

from flask import abort, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _

from app.core import clock
from app.models import CheckIn
from app.queries.presence.who_is_in import one_present, who_is_in
from app.web.actor import current_actor
from views.base.screen import Screen
from views.desk.drawn import said
from views.desk.place import posted_place


class BadgeView(Screen):
    """GET /desk/badges?location= to choose, /desk/badges/<check-in> to print."""

    route_base = "/desk/badges"
    default_view = "choose"
    class_permission_name = "CheckIn"
    method_permission_name = {"choose": "read", "show": "read"}

    @expose("/")
    @has_access
    def choose(self) -> Any:
        """Who came last stands first: that is who waits for it."""
        place = posted_place()
        here = sorted(who_is_in(self.session, place.id, by=current_actor()), key=lambda each: each.since, reverse=True)
        return self.render_template(
            "screens/desk/badges.html",
            title=_("Whose badge?"),
            crumbs=[(_("Desk"), url_for("DeskView.show"))],
            facts=[place.name],
            place=place,
            here=here,
            **said(place),
        )

    @expose("/<int:check_in_id>")
    @has_access
    def show(self, check_in_id: int) -> Any:
        person = one_present(self.session, check_in_id, by=current_actor()) or abort(404)
        place = self.session.get_one(CheckIn, person.id).location
        crumbs = [(_("Desk"), url_for("DeskView.show")), (_("Whose badge?"), url_for(".choose", location=place.id))]
        return self.render_template(
            "screens/desk/badge.html",
            title=_("Badge of %(name)s", name=person.name),
            crumbs=crumbs,
            person=person,
            place=place,
            day=clock.local(person.since, place.zone).date(),
            **said(place),
        )
