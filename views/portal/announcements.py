"""/my/announcements: a member has some on the page, and puts one away."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, request, url_for
from flask_appbuilder.baseviews import expose

from app.actions.announcements.see import dismiss_announcement, note_seen
from app.core.errors import Missing
from app.web.numbers import wholes
from views.portal.mine import Mine


class MyAnnouncementsView(Mine):
    route_base = "/my/announcements"
    default_view = "dismiss"

    @expose("/seen", methods=("POST",))
    def seen(self) -> Any:
        """The start page says so once it is shown: getting it changes nothing."""
        self.me()
        shown = request.form.get("shown", "").split()
        note_seen(wholes(shown), by=self.by())
        return "", 204

    @expose("/<int:announcement_id>/dismiss", methods=("POST",))
    def dismiss(self, announcement_id: int) -> Any:
        self.me()
        try:
            dismiss_announcement(announcement_id, by=self.by())
        except Missing:
            abort(404)
        return redirect(url_for("MyHomeView.show"))
