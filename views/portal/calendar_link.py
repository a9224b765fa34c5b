"""/my/calendar-link: the address from which a person's phone fetches their bookings."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.utils.limit import Limit
from flask_babel import gettext as _

from app.actions.secret_links.renew import renew_link
from app.actions.secret_links.revoke import revoke_link
from app.models.secret_link import LinkKind
from app.queries.secret_links import my_link
from app.web.actor import current_actor
from app.web.limits import a_person
from views.base.secret_address import address_of, for_calendars
from views.portal.mine import Mine


class MyCalendarLinkView(Mine):
    """The address is on the page once, just after it was made: a POST answers with it, and nothing keeps it."""

    route_base = "/my/calendar-link"
    default_view = "show"
    limits = [Limit("20 per hour", key_func=a_person, methods=("POST",))]

    @expose("/")
    def show(self) -> Any:
        return self._page()

    @expose("/renew", methods=("POST",))
    def renew(self) -> Any:
        return self._page(address_of(LinkKind.MY_CALENDAR, renew_link(LinkKind.MY_CALENDAR, self.me().id, by=self.by())))

    @expose("/revoke", methods=("POST",))
    def revoke(self) -> Any:
        revoke_link(LinkKind.MY_CALENDAR, self.me().id, by=self.by())
        flash(_("The address has stopped working."), "success")
        return redirect(url_for(".show"))

    def _page(self, address: str = "") -> Any:
        profile = url_for("ProfileView.show" if current_actor().is_staff else "MyProfileView.show")
        link, crumbs = my_link(self.session, self.me().id), [(_("Me"), profile)]
        return self.page(
            "calendar_link", _("Calendar in your phone"), link=link, address=address, opens=for_calendars(address), crumbs=crumbs
        )
