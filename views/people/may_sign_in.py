"""MaySignIn: people are let in and shut out, never deleted, wherever they are listed."""

from __future__ import annotations

from typing import Any, ClassVar

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.actions.users.activate import activate_user
from app.actions.users.deactivate import deactivate_user
from app.models import FoyerUser
from app.web.model_view import action


class MaySignIn:
    """Mixed in before FoyerModelView."""

    exclude_route_methods = {"delete"}
    method_permission_name = {"activate": "write", "deactivate": "write"}

    def may_act(self, name: str, row: FoyerUser) -> bool:
        return {"activate": not row.active, "deactivate": bool(row.active)}.get(name, True)

    undone_by: ClassVar = {"activate": "deactivate", "deactivate": "activate"}

    @action("activate", _("Let sign in again"), icon="user-check")
    def activate(self: Any, rows: Any) -> Any:
        return self.each(rows, activate_user, done=gettext("%(count)d may sign in again."))

    @action("deactivate", _("Deactivate"), _("End their sessions and let them sign in no more?"), icon="user-off")
    def deactivate(self: Any, rows: Any) -> Any:
        return self.each(rows, deactivate_user, done=gettext("%(count)d deactivated."))
