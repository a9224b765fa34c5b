"""Access: who should have what in which system, why, and whether they have it."""

from __future__ import annotations

from typing import Any

from flask_appbuilder.models.sqla.filters import BaseFilter
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from markupsafe import Markup
from sqlalchemy import or_

from app.access.permissions import Permission
from app.actions.access.let_credit_go import let_credit_go
from app.actions.access.retry import retry_access
from app.models import Access
from app.models.access import AccessState
from app.web.actor import current_actor
from app.web.formats import as_badge
from app.web.model_view import FoyerModelView, ScopedInterface, action
from views.base.links import linked
from views.people.steps import system_name

SETTLED = (AccessState.GRANTED, AccessState.SUSPENDED, AccessState.GONE)


class NotAsItShouldBe(BaseFilter):  # type: ignore[misc]
    name = "not as it should be"
    arg_name = "nas"

    def apply(self, query: Any, value: Any) -> Any:
        return query.filter(or_(Access.state.not_in(SETTLED), Access.drift != []))


def groups_and_why(wanted: dict[str, Any]) -> Markup:
    """Each group with the licenses that give it: the answer to "why can they open this door?"."""
    return Markup("<br>").join(
        Markup('{} <span class="text-secondary">{}</span>').format(group, ", ".join(codes))
        for group, codes in (wanted or {}).get("groups", {}).items()
    )


def drift_in_words(drift: list[dict[str, Any]]) -> Markup:
    return Markup("<br>").join(Markup("{}").format(each["text"]) for each in drift or [])


class AccessScreen(FoyerModelView):
    """Nobody edits access by hand: licenses decide it. What failed is tried again here."""

    datamodel = ScopedInterface(Access)
    class_permission_name = "Access"
    include_route_methods = {"list", "show", "action", "action_post"}
    method_permission_name = {"retry": "settle", "let_go": "settle"}
    singular = _("access")
    list_columns = ["username", "system", "state", "user", "wanted", "reason"]
    search_columns = ["username", "user", "system", "state", "location", "to_decide"]
    quick_search = "username"
    base_order = ("id", "desc")
    show_columns = [
        "user", "system", "state", "wanted", "username", "location", "reason", "drift", "attempt", "settled_at", "checked_at",
    ]  # fmt: skip
    label_columns = {
        "user": _("Person"),
        "system": _("System"),
        "wanted": _("Groups, and the licenses that give them"),
        "username": _("Name there"),
        "drift": _("Found different"),
        "attempt": _("Tries"),
        "settled_at": _("Brought about"),
        "checked_at": _("Looked at"),
    }
    formatters_columns = linked("user", "location") | {
        "wanted": groups_and_why,
        "drift": drift_in_words,
        "system": lambda value: system_name(str(getattr(value, "value", value))),
        "state": as_badge,
    }
    empty_title = _("Nobody has access yet.")
    empty_text = _("Licenses give it: onboard somebody, and their accounts appear here.")
    empty_icon = "key"

    def may_act(self, name: str, row: Access) -> bool:
        if name == "let_go":
            return row.keeps_credit and current_actor().may(Permission.PURCHASE_REFUND)
        return row.state is AccessState.FAILED if name == "retry" else True

    @action("retry", _("Try again"), icon="refresh")
    def retry(self, rows: Any) -> Any:
        return self.each(rows, retry_access, done=gettext("%(count)d are tried again."))

    @action(
        "let_go",
        _("Let the credit go"),
        _("The print account is deleted, and the credit in it is lost. Money that was paid for it stays with you."),
        icon="trash",
        multiple=False,
    )
    def let_go(self, row: Access) -> Any:
        return self.each(row, let_credit_go, done=gettext("The print account is deleted in a moment."))


class AccessView(AccessScreen):
    datamodel = ScopedInterface(Access)
    route_base = "/access"
    list_title = _("Access")


class DriftView(AccessScreen):
    """Only what is on its way, failed, or was found different from what it should be."""

    datamodel = ScopedInterface(Access)
    route_base = "/drift"
    list_title = _("Drift")
    base_filters = [["state", NotAsItShouldBe, ""]]
    list_columns = ["username", "system", "state", "user", "reason", "drift", "wanted", "location"]
    empty_title = _("Everything is as it should be.")
    empty_text = _("What fails, waits or differs in WiFi, printing or doors appears here.")
    empty_icon = "circle-check"
