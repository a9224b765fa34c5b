"""MaySignIn: people are let in and shut out, never deleted, wherever they are listed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.access.permissions import Permission
from app.actions.users.activate import activate_user
from app.actions.users.deactivate import deactivate_user
from app.actions.users.sign_out import sign_out_user
from app.models import FoyerUser
from app.web.actor import current_actor
from app.web.model_view import action
from app.web.present_password import password_said


def has_other_address(user: FoyerUser, said: Mapping[str, Any]) -> bool:
    """Whether the person would sign in with another one."""
    return (said["email"] or "").strip().lower() != user.email.lower()


def stays_longer(user: FoyerUser, said: Mapping[str, Any]) -> bool:
    """Whether the last day of the person moves away."""
    day = said.get("ends_on", user.ends_on)
    return user.ends_on is not None and (day is None or day > user.ends_on)


class MaySignIn:
    """Mixed in before FoyerModelView."""

    exclude_route_methods = {"delete"}
    method_permission_name = {"activate": "write", "deactivate": "write", "sign_out": "write"}

    def may_act(self, name: str, row: FoyerUser) -> bool:
        return {"activate": not row.active, "deactivate": bool(row.active), "sign_out": row.active and row.id != current_actor().id}.get(
            name, True
        )

    undone_by: ClassVar = {"activate": "deactivate", "deactivate": "activate"}

    @action("activate", _("Let sign in again"), icon="user-check")
    def activate(self: Any, rows: Any) -> Any:
        """Their roles come back with them."""
        password_said()
        return self.each(rows, activate_user, done=gettext("%(count)d may sign in again."))

    def sign_in_panels(self, row: FoyerUser) -> list[dict[str, str]]:
        """Where they are signed in, for who may sign them out."""
        return (
            [{"title": gettext("Where they are signed in"), "href": url_for("SignInsView.show", pk=row.id)}]
            if current_actor().may(Permission.USER_WRITE)
            else []
        )

    @action(
        "sign_out",
        _("Sign out everywhere"),
        _("Sign them out in every browser and on every phone? They may sign in again at once."),
        icon="logout",
    )
    def sign_out(self: Any, rows: Any) -> Any:
        return self.each(rows, sign_out_user, done=gettext("%(count)d signed out everywhere."))

    @action("deactivate", _("Deactivate"), _("End their sessions and let them sign in no more?"), icon="user-off")
    def deactivate(self: Any, rows: Any) -> Any:
        return self.each(rows, deactivate_user, done=gettext("%(count)d deactivated."))
