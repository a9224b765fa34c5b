"""/profile/notifications: how this person wants to hear of which kind."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_appbuilder.baseviews import expose
from flask_babel import gettext as _

from app.actions.notifications.choose import choose_ways
from app.models.notification import NotificationKind, Way
from app.queries.notifications.ways import ways_of
from app.rendering.notifications import ICONS, NAMES
from app.web.actor import current_actor
from views.base.screen import Screen


class NotificationSwitchesView(Screen):
    route_base = "/profile/notifications"
    default_view = "page"
    base_permissions: list[str] = []

    @expose("/", methods=("GET", "POST"))
    def page(self) -> Any:
        by = current_actor()
        if by.id is None:
            abort(401)
        if not by.is_staff:
            abort(403)
        if request.method == "POST":
            chosen = {kind: request.form.get(kind.value, "") for kind in NotificationKind}
            choose_ways({kind: Way(way) for kind, way in chosen.items() if way in list(Way)}, by=by)
            flash(_("Saved."), "success")
            return redirect(url_for("ProfileView.show"))
        return self.render_template(
            "screens/notifications/switches.html",
            title=_("How you hear of things"),
            crumbs=[(_("Profile"), url_for("ProfileView.show"))],
            ways=ways_of(self.session, by.id),
            names=NAMES,
            icons=ICONS,
            choices=[(Way.DIGEST, _("Bell and mail")), (Way.BELL, _("Bell")), (Way.NONE, _("Not at all"))],
        )
