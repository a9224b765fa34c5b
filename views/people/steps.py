"""What came with a person, and how far each of it is: a part of their page."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import abort, render_template, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _

from app.access.permissions import Permission
from app.actions.access.retry import retry_access
from app.models import FoyerUser
from app.queries.person_steps import PersonStep, person_steps
from app.web.actor import current_actor
from app.web.formats import as_date
from app.web.interface import ScopedInterface
from views.base.screen import Screen
from views.organisations.steps import retry_url

ON_ITS_WAY = ("todo", "doing", "wanted", "working")  # of a mail, and of the others
ICONS = {"mail": "mail", "wifi": "wifi", "printing": "printer", "doors": "door", "contact": "report-money"}


class PersonStepsView(Screen):
    """GET /person-steps/<person> as a fragment, POST /person-steps/retry/<access>."""

    route_base = "/person-steps"
    class_permission_name = "Access"
    method_permission_name = {"show": "read", "retry": "settle"}

    @expose("/<pk>")
    @has_access
    def show(self, pk: str) -> Any:
        user = ScopedInterface(FoyerUser, self.session).get(pk) or abort(404)
        may_retry = self.may(Permission.ACCESS_SETTLE)
        return render_template("screens/steps.html", steps=[told(step, may_retry) for step in person_steps(self.session, user)])

    @expose("/retry/<int:access_id>", methods=("POST",))
    @has_access
    def retry(self, access_id: int) -> Any:
        return self.attempt(
            lambda: retry_access(access_id, by=current_actor()), _("It is tried again."), self.back(url_for("MemberView.list"))
        )


def system_name(name: str) -> str:
    """How people call it."""
    return {
        "mail": _("Welcome mail"),
        "wifi": _("WiFi"),
        "printing": _("Printing"),
        "doors": _("Doors"),
        "contact": _("Contact in the books"),
    }[name]


def told(step: PersonStep, may_retry: bool) -> dict[str, Any]:
    """One step in the words of the desk."""
    nothing = {"mail": _("Not sent yet."), "doors": _("The membership opens no doors."), "contact": _("Made with the first invoice.")}
    text = step.reason or ", ".join(group for group in step.groups if group != "members")
    if step.comes_on is not None:
        text = _("Comes on %(day)s, with the license.", day=as_date(step.comes_on))
    if step.state == "none" and not text:
        text = nothing.get(step.name, _("Comes with a license."))
    retry = url_for("PersonStepsView.retry", access_id=step.access_id) if step.access_id and may_retry else ""
    if step.organisation_id:
        retry = retry_url(step.organisation_id)
    return asdict(step) | {
        "label": system_name(step.name),
        "icon": ICONS[step.name],
        "text": text,
        "word": _("On its way") if step.state in ON_ITS_WAY else "",
        "retry": retry,
    }
