"""/my/announcements: a member puts one away."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, url_for
from flask_appbuilder.baseviews import expose

from app.actions.announcements.see import dismiss_announcement
from app.core.errors import Missing
from views.portal.mine import Mine


class MyAnnouncementsView(Mine):
    route_base = "/my/announcements"
    default_view = "dismiss"

    @expose("/<int:announcement_id>/dismiss", methods=("POST",))
    def dismiss(self, announcement_id: int) -> Any:
        self.me()
        try:
            dismiss_announcement(announcement_id, by=self.by())
        except Missing:
            abort(404)
        return redirect(url_for("MyHomeView.show"))
