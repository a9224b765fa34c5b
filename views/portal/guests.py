"""/my/guests: whom a member expects; invited, and told that they need not come."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.utils.limit import Limit
from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor
from app.access.scope import narrowed
from app.actions.visits.cancel import cancel_visit
from app.actions.visits.change import change_visit
from app.actions.visits.invite import invite_guests
from app.models import Visit
from app.models.visit import VisitStatus
from app.queries.presence.my_guests import my_guests
from app.queries.presence.places import invites_to
from app.web.limits import a_person
from app.web.refusals import attempt
from views.desk.visit_forms import change_form, changed, invitation, invite_form, invited_said
from views.portal.mine import Mine


class MyGuestsView(Mine):
    """Their own guests alone: the row scope of a member knows no other, and the actions ask whose they are."""

    route_base = "/my/guests"
    default_view = "show"
    limits = [Limit("60 per hour", key_func=a_person, methods=("POST",))]

    @expose("/")
    def show(self) -> Any:
        by = self.by()
        coming, before = my_guests(self.session, by=by)
        return self.page(
            "guests",
            _("Guests"),
            coming=coming,
            before=before,
            may_invite=bool(self._places(by)),
            may_change=lambda row: Visit.moves.may(row, "cancel"),
            is_expected=lambda row: row.status is VisitStatus.EXPECTED,
        )

    @expose("/invite", methods=("GET", "POST"))
    def invite(self) -> Any:
        by, made = self.by(), list[Visit]()
        places = self._places(by)
        if not places:
            flash(_("Guests are invited to where you are a member; at the moment that is nowhere."), "info")
            return redirect(url_for(".show"))
        form = invite_form(places)
        if form.validate_on_submit() and attempt(form, lambda: made.extend(invite_guests(**invitation(form), host_id=by.id, by=by))):
            invited_said(made)
            return redirect(url_for(".show"), 303)
        return self._form(
            form,
            _("Invite guests"),
            _("Invite"),
            _("Each guest gets a mail with a pass, which opens the check-in at the door; you hear when they are here."),
        )

    @expose("/change/<int:visit_id>", methods=("GET", "POST"))
    def change(self, visit_id: int) -> Any:
        by = self.by()
        row = self.session.scalars(narrowed(select(Visit).where(Visit.id == visit_id), by, Visit)).one_or_none() or abort(404)
        form = change_form(row, sorted({(row.location_id, row.location.name), *self._places(by)}, key=lambda each: each[1]))
        if form.validate_on_submit() and attempt(form, lambda: change_visit(row.id, **changed(form, row), by=by)):
            flash(_("Changed."), "success")
            return redirect(url_for(".show"), 303)
        return self._form(form, _("Change"), _("Save"), _("Your guest is told when the time or the place is another one."))

    @expose("/cancel/<int:visit_id>", methods=("POST",))
    def cancel(self, visit_id: int) -> Any:
        return self.attempt(
            lambda: cancel_visit(visit_id, by=self.by()),
            lambda row: _("%(name)s is no longer expected.", name=row.name),
            redirect(url_for(".show"), 303),
        )

    def _places(self, by: Actor) -> list[tuple[int, str]]:
        return [(place.id, place.name) for place in invites_to(self.session, by.id or 0)]

    def _form(self, form: Any, title: str, button: str, hint: str) -> Any:
        back = url_for(".show")
        return self.page("team_form", title, form=form, back=back, crumbs=[(_("Guests"), back)], button=button, hint=hint)
