"""/my-day/calendar: the address from which a person's calendar fetches their tasks."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_appbuilder.utils.limit import Limit
from flask_babel import gettext as _

from app.actions.secret_links.renew import renew_link
from app.actions.secret_links.revoke import revoke_link
from app.models.secret_link import LinkKind
from app.queries.secret_links import my_link
from app.web.actor import current_actor
from app.web.limits import a_person
from views.base.screen import Screen
from views.base.secret_address import address_of, for_calendars


class MyTaskCalendarView(Screen):
    """The address is on the page once, just after it was made."""

    route_base = "/my-day/calendar"
    default_view = "show"
    class_permission_name = "Task"
    method_permission_name = {"show": "read", "renew": "read", "revoke": "read"}
    limits = [Limit("20 per hour", key_func=a_person, methods=("POST",))]

    @expose("/")
    @has_access
    def show(self) -> Any:
        return self._page()

    @expose("/renew", methods=("POST",))
    @has_access
    def renew(self) -> Any:
        by = current_actor()
        return self._page(address_of(LinkKind.MY_TASKS, renew_link(LinkKind.MY_TASKS, by.id or 0, by=by)))

    @expose("/revoke", methods=("POST",))
    @has_access
    def revoke(self) -> Any:
        by = current_actor()
        revoke_link(LinkKind.MY_TASKS, by.id or 0, by=by)
        flash(_("The address has stopped working."), "success")
        return redirect(url_for(".show"))

    def _page(self, address: str = "") -> Any:
        link = my_link(self.session, current_actor().id or 0, LinkKind.MY_TASKS)
        crumbs = [(_("My tasks"), url_for("MyDayView.page"))]
        return self.render_template(
            "screens/tasks/calendar_link.html",
            title=_("Tasks in my calendar"),
            crumbs=crumbs,
            link=link,
            address=address,
            opens=for_calendars(address),
        )
