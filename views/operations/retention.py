"""Retention: how long each kind of record is kept, what goes tonight, and what went last."""

from __future__ import annotations

from typing import Any

from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _

from app.access.permissions import Permission
from app.actions.settings.known import KNOWN
from app.queries.retention import report
from app.web.words import spoken
from views.base.screen import Screen


class RetentionView(Screen):
    """/retention."""

    route_base = "/retention"
    default_view = "show"
    class_permission_name = "Setting"
    method_permission_name = {"show": "read"}

    @expose("/")
    @has_access
    def show(self) -> Any:
        kept = [(said(each.name.removeprefix("retention.")), KNOWN[each.name].meaning(), each) for each in report(self.session)]
        may_write = self.may(Permission.SETTING_WRITE)
        return self.render_template("screens/retention.html", title=_("Retention"), kept=kept, may_write=may_write)


def said(term: str) -> str:
    """What a term is about, as people write it."""
    known = {"wifi": _("WiFi"), "sign_ins": _("Sign-ins"), "sign_ups": _("Sign-ups")}
    return known.get(term) or spoken(term)
