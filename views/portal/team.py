"""/my/team: the people of an organisation, for the owner who runs it."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.utils.limit import Limit
from flask_babel import gettext as _

from app.access.actor import Actor
from app.actions.teams.ask_for_license import ask_for_license
from app.actions.teams.invite_member import invite_member
from app.actions.teams.remove_member import remove_member
from app.actions.teams.resend_invitation import resend_invitation
from app.models import Booking, FoyerUser, License
from app.models.user import TeamRole
from app.queries.bookings.after_license import after_leaving
from app.queries.my_team import my_team, offered
from app.web.limits import a_person
from app.web.numbers import whole
from app.web.refusals import attempt
from app.work import Work
from views.base.screen import asked_number
from views.bookings.refund import refunds_now
from views.portal.mine import Mine
from views.portal.team_forms import ask_form, invite_form
from views.portal.words import license_said


class MyTeamView(Mine):
    """Everything here is of the own organisation: the actions lock it first, and the row scope knows no other."""

    route_base = "/my/team"
    default_view = "show"
    limits = [Limit("40 per hour", key_func=a_person, methods=("POST",))]

    def owner(self) -> Actor:
        by = self.by()
        return by if by.runs_team else abort(403)

    @expose("/")
    def show(self) -> Any:
        by = self.owner()
        team = my_team(self.session, by=by)
        people = [person_said(user, licenses, by) for user, licenses in team.people]
        return self.page("team", _("Team"), people=people, free=[(row.id, license_said(row)) for row in team.free], asked=team.asked)

    @expose("/invite", methods=("GET", "POST"))
    def invite(self) -> Any:
        by = self.owner()
        free = my_team(self.session, by=by).free
        if not free:
            flash(_("No membership is free at the moment: ask for one more."), "info")
            return redirect(url_for(".ask"))
        form = invite_form(free, asked_number("membership"))

        def do() -> None:
            invite_member(form.license.data, by=by, **form.person)

        if form.validate_on_submit() and attempt(form, do):
            flash(_("%(name)s is in your team.", name=f"{form.first_name.data} {form.last_name.data}"), "success")
            return redirect(url_for(".show"))
        hint = _("The person gets a mail with a link to choose a password, and the WiFi. What your organisation pays stays as it is.")
        return self._form(form, _("Invite somebody"), _("Invite"), hint)

    @expose("/ask", methods=("GET", "POST"))
    def ask(self) -> Any:
        by = self.owner()
        form = ask_form(offered(self.session, by.organisation_id or 0))

        def do() -> None:
            ask_for_license(by=by, membership_id=form.membership_id.data, message=form.message.data or "", **form.person)

        if form.validate_on_submit() and attempt(form, do):
            flash(_("Asked. You hear from us, and nothing costs anything before."), "success")
            return redirect(url_for(".show"))
        return self._form(
            form,
            _("Ask for one more membership"),
            _("Ask"),
            _("Your location looks at it, and tells you what it costs before anything begins."),
        )

    @expose("/remove/<int:user_id>", methods=("GET", "POST"))
    def remove(self, user_id: int) -> Any:
        """What it does, and what becomes of what they have booked; of that the page says what comes back, and that is what comes back."""
        by, back = self.owner(), url_for(".show")
        if request.method == "POST":
            given = {"cancel_bookings": bool(request.form.get("cancel_bookings")), "expected_refund": whole(request.form.get("back", ""))}
            return self.attempt(
                lambda: remove_member(user_id, by=by, **given),
                lambda user: _("%(name)s is no longer in your team.", name=str(user)),
                redirect(back),
            )
        user = next((user for user, _licenses in my_team(self.session, by=by).people if user.id == user_id), None)
        if user is None or not may_go(user, by):
            return redirect(back)
        name, organisation_id = str(user), by.organisation_id or 0

        def find(work: Work) -> list[Booking]:
            remove_member(user_id, by=by)
            work.session.flush()
            return after_leaving(work.session, user_id, organisation_id, by=by)

        told = refunds_now(find, by=by)
        return self.page(
            "team_remove", _("Take %(name)s out of the team", name=name), name=name, told=told, back=back, crumbs=[(_("Team"), back)]
        )

    @expose("/resend/<int:user_id>", methods=("POST",))
    def resend(self, user_id: int) -> Any:
        by = self.owner()
        return self.attempt(
            lambda: resend_invitation(user_id, by=by),
            _("A new mail is on its way. The link in the last one stops working."),
            redirect(url_for(".show")),
        )

    def _form(self, form: Any, title: str, button: str, hint: str) -> Any:
        back = url_for(".show")
        return self.page("team_form", title, form=form, back=back, crumbs=[(_("Team"), back)], button=button, hint=hint)


def person_said(user: FoyerUser, licenses: list[License], by: Actor) -> dict[str, Any]:
    """One person as the owner sees them."""
    roles = {TeamRole.OWNER: _("Owner"), TeamRole.BILLING: _("Sees invoices")}
    return {
        "user": user,
        "is_me": user.id == by.id,
        "role": roles.get(user.team_role, ""),
        "licenses": [license_said(each) for each in licenses],
        "is_waiting": user.last_login is None,
        "may_go": may_go(user, by),
    }


def may_go(user: FoyerUser, by: Actor) -> bool:
    return user.id != by.id and user.team_role is not TeamRole.OWNER
