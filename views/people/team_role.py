"""WithTeamRole: what a member may do for their organisation, said by staff on the member's page."""

from __future__ import annotations

from typing import Any

from flask import redirect, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, SelectField

from app.actions.users.make_owner import make_owner
from app.actions.users.set_team_role import set_team_role
from app.models import FoyerUser
from app.models.user import TeamRole
from app.web.actor import current_actor
from app.web.model_view import action
from app.web.present_password import password_said

WORDS = {
    TeamRole.MEMBER: _("Member: sees what is their own"),
    TeamRole.BILLING: _("Billing: also sees the organisation's invoices"),
    TeamRole.OWNER: _("Owner: also invites and removes people of the team"),
}


class TeamRoleForm(DynamicForm):  # type: ignore[misc]
    role = SelectField(_("Role in the team"), choices=[(role.value, words) for role, words in WORDS.items()])
    knowingly = BooleanField(_("Leave the organisation without an owner, if this is its last one"))


class WithTeamRole:
    """Mixed in before a view of members that has VerbPage."""

    VERBS = {"make_owner": "write", "team_role": "write", "team_role_page": "write"}

    @action("team_role", _("Role in the team"), icon="users-group", multiple=False)
    def team_role(self: Any, user: FoyerUser) -> Any:
        return redirect(url_for(f"{self.endpoint}.team_role_page", pk=user.id))

    @action(
        "make_owner",
        _("Make owner"),
        _("Owners invite and remove people of their organisation's team, within its licenses, and see its invoices. Go on?"),
        icon="star",
        single=False,
    )
    def make_owner(self: Any, users: list[FoyerUser]) -> Any:
        password_said()
        return self.each(users, make_owner, done=gettext("%(count)d made owner."))

    @expose("/team-role/<pk>", methods=("GET", "POST"))
    @has_access
    def team_role_page(self: Any, pk: str) -> Any:
        user = self.one(pk)
        form = TeamRoleForm(data={"role": user.team_role.value})
        return self.verb_page(
            user,
            form,
            title=gettext("Role of %(name)s in the team", name=str(user)),
            hint=str(user.organisation or ""),
            act=lambda: (
                password_said() and set_team_role(user.id, TeamRole(form.role.data), knowingly=form.knowingly.data, by=current_actor())
            ),
            done=gettext("%(name)s: %(role)s.", name=str(user), role=WORDS[TeamRole(form.role.data or "member")]),
        )


def team_role_said(role: TeamRole | str) -> str:
    """Nothing for a plain member, whom a list need not mark."""
    return {TeamRole.BILLING: gettext("Billing"), TeamRole.OWNER: gettext("Owner")}.get(TeamRole(getattr(role, "value", role)), "")
