"""/my/presence: a member checks in and out, shows the pass at the kiosk, and has a PIN."""

from __future__ import annotations

import uuid
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.utils.limit import Limit
from flask_babel import gettext as _

from app.access.passes import pass_of
from app.actions.check_ins.arrive import Arrival, arrive_member
from app.actions.check_ins.leave import leave
from app.actions.pins.renew import renew_pin
from app.core import clock
from app.core.errors import FoyerError
from app.models.check_in import LeftBy, Source
from app.queries.presence.member_day import day_left
from app.queries.presence.mine import MyPresence, my_presence
from app.rendering.qr import qr_code
from app.web.limits import a_person
from app.web.looking import looking
from views.portal.mine import Mine


class MyPresenceView(Mine):
    """A new PIN is on the page once, just after it was made: a POST answers with it, and nothing keeps it."""

    route_base = "/my/presence"
    default_view = "show"
    limits = [Limit("60 per hour", key_func=a_person, methods=("POST",))]

    @expose("/")
    def show(self) -> Any:
        return self._page()

    @expose("/pass")
    def code(self) -> Any:
        """The part of the page that turns: the pass is good for a minute."""
        return render_template("portal/presence_pass.html", code=qr_code(pass_of(self.me().id, clock.now())))

    @expose("/check-in", methods=("POST",))
    def check_in(self) -> Any:
        me = self.me()
        place = next((each for each in self._mine().places if str(each.id) == request.form.get("place")), None) or abort(404)
        try:
            arrive_member(me.id, Arrival(place.id, Source.SESSION, f"session-{uuid.uuid4().hex}"), by=self.by())
        except FoyerError as refusal:
            flash(refusal.message, "warning")
        else:
            words = day_left(self.session, me.id, place.id)
            flash(" ".join(part for part in (_("You are in at %(place)s.", place=place.name), words) if part), "success")
        return self.back(url_for(".show"))

    @expose("/check-out", methods=("POST",))
    def check_out(self) -> Any:
        row = next((each for each in self._mine().inside if str(each.public_id) == request.form.get("check_in")), None)
        if row is not None:
            leave(row.id, LeftBy.SESSION, by=self.by())
            flash(_("You are checked out of %(place)s.", place=row.location.name), "success")
        return self.back(url_for(".show"))

    @expose("/pin", methods=("POST",))
    def pin(self) -> Any:
        try:
            return self._page(renew_pin(self.me().id, by=self.by()))
        except FoyerError as refusal:
            flash(refusal.message, "warning")
            return redirect(url_for(".show"))

    def _mine(self) -> MyPresence:
        return my_presence(self.session, self.me(), by=self.by())

    def _page(self, pin: str = "") -> Any:
        code = "" if looking() else qr_code(pass_of(self.me().id, clock.now()))  # it opens the door: for the person alone
        return self.page("presence", _("In the house"), mine=self._mine(), pin=pin, code=code)
