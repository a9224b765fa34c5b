"""/desk/evacuation: everybody who is in, on paper, and in the machine of the desk for when there is no network."""

from __future__ import annotations

from typing import Any

from flask import jsonify, render_template, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _

from app.core import clock
from app.queries.presence.evacuation import evacuation
from app.queries.presence.who_is_in import Who
from app.rendering.words.check_ins import kind_said
from app.web.actor import current_actor
from app.web.interface import key_of
from app.web.kept_pages import worker
from app.web.place import chosen_location
from views.base.screen import Screen
from views.desk import words

SHELL = ("vendor/tabler.min.css", "foyer.css", "desk.css", "theme.js", "desk_kept.js")  # what the page needs that opens without a network


class EvacuationView(Screen):
    """The list is kept in the browser's storage alone, for as long as somebody is signed in there: `desk_kept.js` says how. The worker and
    the empty page that it keeps hold no person."""

    route_base = "/desk/evacuation"
    default_view = "show"
    class_permission_name = "CheckIn"
    method_permission_name = dict.fromkeys(("show", "kept", "without_network", "worker"), "read")

    @expose("/")
    @has_access
    def show(self) -> Any:
        found = self._found()
        back = url_for("DeskView.show")
        return self.render_template(
            "screens/desk/evacuation.html",
            title=_("Evacuation list"),
            crumbs=[(_("Desk"), back)],
            html=self._drawn(found),
            total=sum(len(each.people) for each in found),
        )

    @expose("/kept")
    @has_access
    def kept(self) -> Any:
        """The list to keep, with the instant that it is of."""
        return jsonify({"at": clock.now().isoformat(), "html": self._drawn(self._found())})

    @expose("/without-network")
    @has_access
    def without_network(self) -> Any:
        return self.render_template("screens/desk/kept.html", title=_("Evacuation list"))

    @expose("/worker.js")
    @has_access
    def worker(self) -> Any:
        return worker(url_for(".without_network"), SHELL, ours="desk-", folder="/desk/")

    def _found(self) -> Any:
        wanted = key_of(request.args.get("location", "")) or chosen_location()
        return evacuation(self.session, by=current_actor(), location_id=wanted)

    def _drawn(self, found: Any) -> str:
        return render_template(
            "screens/desk/evacuation_list.html", found=found, wall=words.wall, known_said=words.known_said, kind_said=kind_said, Who=Who
        )
