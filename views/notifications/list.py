"""/notifications: what this person was told, read and unread; and how many, for the bell of every open page."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, flash, jsonify, redirect, request, url_for
from flask_appbuilder.baseviews import expose
from flask_babel import gettext as _
from flask_babel import ngettext

from app.actions.notifications.read import read_all, read_notification
from app.core.errors import Missing
from app.queries.notifications.mine import told, unread
from app.rendering.notifications import ICONS, NAMES, said
from app.web.actor import current_actor
from app.web.numbers import whole
from views.base.record_links import page_of
from views.base.screen import Screen, asked_number


class NotificationsView(Screen):
    """For every member of the staff, and about themselves alone."""

    route_base = "/notifications"
    default_view = "page"
    base_permissions: list[str] = []

    @expose("/")
    def page(self) -> Any:
        by = self._me()
        only_unread = request.args.get("show") == "unread"
        found = told(self.session, by, before=asked_number("before", 2**31) or None, only_unread=only_unread)
        return self.render_template(
            "screens/notifications/list.html",
            title=_("Notifications"),
            found=found,
            only_unread=only_unread,
            unread=unread(self.session, by),
            newest=max((row.id for row in found.rows), default=0),
            said=said,
            icons=ICONS,
            names=NAMES,
        )

    @expose("/count")
    def count(self) -> Response:
        """Two numbers and no more: every open page asks every few seconds."""
        answer = jsonify(unread=unread(self.session, self._me()))
        answer.headers["Cache-Control"] = "no-store"
        return answer

    @expose("/<int:notification_id>/open", methods=("POST",))
    def open(self, notification_id: int) -> Any:
        """It is read, and leads to what it is about. A form, since looking changes nothing: a browser that fetches links ahead reads nothing for anybody."""
        try:
            row = read_notification(notification_id, by=self._me())
        except Missing:
            abort(404)
        return redirect(page_of(row.noun, row.noun_id) or row.path or url_for(".page"))

    @expose("/read", methods=("POST",))
    def read(self) -> Any:
        """All that the page showed, and all before it."""
        count = read_all(up_to=whole(request.form.get("newest", "")) or 0, by=self._me())
        flash(ngettext("%(num)d is read now.", "%(num)d are read now.", count), "success")
        return redirect(url_for(".page"))

    def _me(self) -> Any:
        by = current_actor()
        if by.id is None:
            abort(401)
        return by if by.is_staff else abort(403)
