"""/address/new/<link> and /address/old/<link>: say yes to a change of address, or stop it."""

from __future__ import annotations

from typing import Any

import structlog
from flask import request, url_for
from flask_appbuilder.baseviews import BaseView, expose
from flask_appbuilder.forms import DynamicForm
from flask_babel import gettext as _

from app.access.sign_in_tokens import LinkRefused
from app.actions.accounts.confirm_address import confirm_address
from app.actions.accounts.person import the_person
from app.actions.accounts.stop_address_change import stop_address_change
from app.core.entity import db
from app.core.errors import Refused
from app.models import AddressChange
from app.models.address_change import ChangeState
from app.models.sign_in_token import Purpose
from app.queries.sign_in_links import open_link
from app.web import refusals
from app.web.link_pages import done, refused

log = structlog.get_logger()


class AddressLinkView(BaseView):  # type: ignore[misc]
    """The page of the new address shows that address alone: it may be a stranger's mailbox."""

    route_base = "/address"
    default_view = "new"
    base_permissions: list[str] = []

    @expose("/new/<string:link>", methods=("GET", "POST"))
    def new(self, link: str) -> Any:
        return self._page(link, Purpose.ADDRESS_NEW)

    @expose("/old/<string:link>", methods=("GET", "POST"))
    def old(self, link: str) -> Any:
        return self._page(link, Purpose.ADDRESS_OLD)

    def _page(self, link: str, purpose: Purpose) -> Any:
        try:
            token = open_link(db.session(), link, purpose)
            by, change, form = the_person(token.user), db.session.get_one(AddressChange, token.address_change_id), DynamicForm()
            if form.validate_on_submit():
                if purpose is Purpose.ADDRESS_OLD and request.form.get("verb") == "stop":
                    stop_address_change(link, by=by)
                    return done(
                        _("Stopped"), _("Your address stays as it is. If you did not ask for the change, choose a new password now.")
                    )
                change = confirm_address(link, purpose=purpose, by=by)
                log.info("address confirmed", user=change.user_id, purpose=purpose.value)
                return self._confirmed(change)
        except LinkRefused as why:
            return refused(why, again=url_for("ProfileAddressView.change"), button=_("Ask again on your profile"))
        except Refused as why:
            refusals.show(form, why)
        return self.render_template(
            "screens/confirm_address.html", title=_("Change of address"), form=form, change=change, may_stop=purpose is Purpose.ADDRESS_OLD
        )

    def _confirmed(self, change: AddressChange) -> Any:
        if change.state is ChangeState.DONE:
            return done(_("Your address has changed"), _("Mails go to %(address)s from now on.", address=change.new_address))
        return done(_("Confirmed"), _("The change takes effect once the other address has confirmed it as well."))
