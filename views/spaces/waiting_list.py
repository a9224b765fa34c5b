"""The waiting list: who is asked first, which place has come free for them, and what was offered."""

from __future__ import annotations

from typing import Any

from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _

from app.access.permissions import Permission
from app.queries.waiting_list import ready, waiting_list
from app.web.actor import current_actor
from app.web.place import chosen_location
from views.base.screen import Screen
from views.spaces.waiting_words import wish_of


class WaitingListView(Screen):
    """GET /waiting-list/; everybody who ever waited is under /waiting."""

    route_base = "/waiting-list"
    default_view = "show"
    class_permission_name = "WaitingEntry"
    method_permission_name = {"show": "read"}

    @expose("/")
    @has_access
    def show(self) -> Any:
        found = waiting_list(self.session, by=current_actor(), location_id=chosen_location())
        return self.render_template(
            "screens/spaces/waiting_list.html",
            title=_("Waiting list"),
            found=found,
            ready={each.entry.id for each in ready(found)},
            wish_of=wish_of,
            may_write=self.may(Permission.WAITING_ENTRY_WRITE),
            may_onboard=self.may(Permission.USER_ONBOARD),
        )
