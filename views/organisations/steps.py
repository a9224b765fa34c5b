"""Whether the books know an organisation, and what they refused: a part of its page."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _

from app.access.permissions import Permission
from app.actions.organisations.retry_contact import retry_contact
from app.models import Organisation
from app.queries.contact_steps import ContactStep, contact_steps
from app.web.actor import current_actor
from app.web.interface import ScopedInterface
from views.base.screen import Screen


class OrganisationStepsView(Screen):
    """GET /organisation-steps/<organisation> as a fragment, POST /organisation-steps/retry/<organisation>."""

    route_base = "/organisation-steps"
    class_permission_name = "Organisation"
    method_permission_name = {"show": "read", "retry": "write"}

    @expose("/<pk>")
    @has_access
    def show(self, pk: str) -> Any:
        row = ScopedInterface(Organisation, self.session).get(pk) or abort(404)
        return render_template("screens/steps.html", steps=[told(step, row.id) for step in contact_steps(self.session, row)])

    @expose("/retry/<int:organisation_id>", methods=("POST",))
    @has_access
    def retry(self, organisation_id: int) -> Any:
        back = self.back(url_for("OrganisationView.show", pk=organisation_id))
        return self.attempt(lambda: retry_contact(organisation_id, by=current_actor()), _("It is tried again."), back)


def told(step: ContactStep, organisation_id: int) -> dict[str, Any]:
    """One company's books in the words of the desk."""
    return {
        "label": step.books,
        "icon": "report-money",
        "text": step.reason or (_("Made with the first invoice.") if step.state == "none" else ""),
        "state": step.state,
        "word": _("On its way") if step.state in ("wanted", "working") else "",
        "retry": retry_url(organisation_id) if step.state == "failed" else "",
    }


def retry_url(organisation_id: int) -> str:
    """The address of the button, for who may press it."""
    return (
        url_for("OrganisationStepsView.retry", organisation_id=organisation_id)
        if current_actor().may(Permission.ORGANISATION_WRITE)
        else ""
    )
