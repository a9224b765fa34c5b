"""My access: WiFi, printing and doors of whoever is signed in, with the passwords shown after asking who it is once more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, make_response, request
from flask_appbuilder.baseviews import BaseView, expose
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.utils.limit import Limit
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_login import current_user
from wtforms import PasswordField
from wtforms.validators import InputRequired

from app.actions.access.renew_password import renew_wifi_password
from app.actions.access.renew_print_password import renew_print_password
from app.actions.access.show_password import Shown, show_password
from app.core.entity import db
from app.models.access import AccessState
from app.queries.my_access import my_access
from app.rules.access import System
from app.web.actor import current_actor
from app.web.limits import a_person
from app.web.refusals import attempt
from views.people.steps import ICONS, system_name

# How a member calls it; what failed is staff's to look at, and on their list.
STATES: dict[AccessState, tuple[Callable[[], str], str]] = {
    AccessState.GRANTED: (lambda: _("Works"), "green"),
    AccessState.WANTED: (lambda: _("On its way"), "azure"),
    AccessState.WORKING: (lambda: _("On its way"), "azure"),
    AccessState.SUSPENDED: (lambda: _("Paused"), "yellow"),
    AccessState.FAILED: (lambda: _("Being looked into"), "yellow"),
    AccessState.GONE: (lambda: _("Ended"), "secondary"),
}


# title, what it means for the person, and the verb
RENEWED: dict[str, tuple[Callable[[], str], Callable[[], str], Callable[..., Shown]]] = {
    "wifi": (
        lambda: _("A new WiFi password"),
        lambda: _("The old one stops working at once: every phone and laptop of yours has to be told the new one."),
        renew_wifi_password,
    ),
    "printing": (
        lambda: _("A new print password"),
        lambda: _("The printers know it within a few minutes; until then the old one works."),
        renew_print_password,
    ),
}


class PresentForm(DynamicForm):  # type: ignore[misc]
    present = PasswordField(
        lazy_gettext("Your password for Foyer"),
        validators=[InputRequired(lazy_gettext("This is needed."))],
        render_kw={"autocomplete": "current-password"},
    )


class MyAccessView(BaseView):  # type: ignore[misc]
    """/my-access. Nobody sees anybody else's: the person is whoever is signed in."""

    route_base = "/my-access"
    default_view = "show"
    base_permissions: list[str] = []
    limits = [Limit("20 per hour", key_func=a_person, methods=("POST",))]

    @expose("/")
    def show(self) -> Any:
        if not current_user.is_authenticated:
            abort(401)
        return self.render_template(
            "screens/my_access.html", title=_("My access"), accounts=[told(row) for row in my_access(db.session(), current_user.id)]
        )

    @expose("/<system>/renew", methods=("GET", "POST"))
    def renew(self, system: str) -> Any:
        """Another password for the WiFi, which works when it is shown, or for the printers, which are told by a job."""
        if system not in RENEWED:
            abort(404 if current_user.is_authenticated else 401)
        title, hint, verb = RENEWED[system]
        return self._after_asking(title(), _("Make a new one"), lambda present: verb(present_password=present, by=current_actor()), hint())

    @expose("/<system>/password", methods=("GET", "POST"))
    def password(self, system: str) -> Any:
        """The password of one account, on a page that no browser keeps."""
        if system not in ("wifi", "printing"):
            abort(404 if current_user.is_authenticated else 401)
        title = _("Your %(system)s password", system=system_name(system))
        return self._after_asking(
            title, _("Show it"), lambda present: show_password(System(system), present_password=present, by=current_actor())
        )

    def _after_asking(self, title: str, button: str, verb: Callable[[str], Shown], hint: str = "") -> Any:
        """Who it is, once more; then what `verb` gives, on a page that no browser keeps."""
        if not current_user.is_authenticated:
            abort(401)
        form, shown = PresentForm(), list[Shown]()
        if request.method == "POST" and form.validate():
            attempt(form, lambda: shown.append(verb(form.present.data)))
        page = make_response(
            self.render_template(
                "screens/my_password.html", title=title, form=form, button=button, hint=hint, shown=shown[0] if shown else None
            )
        )
        page.headers["Cache-Control"] = "no-store"
        return page


def told(row: Any) -> dict[str, Any]:
    """One account in the words of its owner."""
    return {
        "system": row.system.value,
        "label": system_name(row.system.value),
        "icon": ICONS[row.system.value],
        "username": row.username if row.system is not System.DOORS else "",
        "word": STATES[row.state][0](),
        "tone": STATES[row.state][1],
        "groups": ", ".join(row.groups) if row.system is System.DOORS else "",
        "network": row.location.wifi_network if row.system is System.WIFI and row.location else "",
        "may_renew": row.system.value in RENEWED and row.state in (AccessState.GRANTED, AccessState.SUSPENDED),
        "is_renewed": row.sealed_new_password is not None,
        "has_password": row.sealed_password is not None and row.state is not AccessState.GONE,
    }
