"""Sign-ups: people who asked to become members, to be onboarded or declined."""

from __future__ import annotations

from typing import Any

from flask import redirect, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from app.actions.signups.decline import decline_sign_up
from app.models import SignUp
from app.web.actor import current_actor
from app.web.forms import tidy
from app.web.model_view import FoyerModelView, ScopedInterface, action
from views.base.links import linked
from views.base.record import RecordPage
from views.base.verb_page import VerbPage


class DeclineForm(DynamicForm):  # type: ignore[misc]
    reason = StringField(_("Why?"), filters=[tidy], validators=[InputRequired(_("Say why.")), Length(max=500)])


class SignUpView(RecordPage, VerbPage, FoyerModelView):
    """Nobody types these: they come from the public page. Approving one is onboarding them, with what they said filled in."""

    datamodel = ScopedInterface(SignUp)
    class_permission_name = "User"
    route_base = "/sign-ups"
    include_route_methods = {"list", "show", "action", "action_post", "decline_page"}
    method_permission_name = {"onboard": "onboard", "decline": "onboard", "decline_page": "onboard", "personal_data": "erase"}
    singular = _("sign-up")
    list_title = _("Sign-ups")
    list_columns = ["name", "company", "organisation", "email", "membership", "starts_on", "location", "status", "created_at"]
    order_columns = ["company", "email", "starts_on", "status", "created_at"]
    search_columns = ["last_name", "first_name", "company", "email", "status", "membership", "location"]
    quick_search = "last_name"
    base_order = ("created_at", "desc")
    show_columns = [
        "name",
        "organisation",
        "company",
        "email",
        "phone",
        "membership",
        "starts_on",
        "message",
        "location",
        "status",
        "decline_reason",
        "decided_by",
        "created_at",
    ]
    label_columns = {
        "name": _("Name"),
        "email": _("Mail"),
        "starts_on": _("From"),
        "created_at": _("Asked"),
        "decline_reason": _("Declined because"),
        "organisation": _("For the team of"),
    }
    formatters_columns = linked("organisation", "membership", "location")
    primary_action = "onboard"
    empty_title = _("Nobody is waiting.")
    empty_text = _("Open sign-ups on a location's page, and share its address /join/CODE.")
    empty_icon = "user-plus"

    def may_act(self, name: str, row: SignUp) -> bool:
        return name == "personal_data" or SignUp.moves.may(row, "approve")

    @action("onboard", _("Onboard"), icon="user-plus", multiple=False)
    def onboard(self, row: SignUp) -> Any:
        return redirect(url_for("OnboardingView.new", sign_up=row.id))

    @action("decline", _("Decline"), icon="circle-x", multiple=False)
    def decline(self, row: SignUp) -> Any:
        return redirect(url_for("SignUpView.decline_page", pk=row.id))

    @action("personal_data", _("Personal data"), icon="shield-lock", multiple=False)
    def personal_data(self, row: SignUp) -> Any:
        return redirect(url_for("SignUpDataView.show", pk=row.id))

    @expose("/decline/<pk>", methods=("GET", "POST"))
    @has_access
    def decline_page(self, pk: str) -> Any:
        row, form = self.one(pk), DeclineForm()
        return self.verb_page(
            row,
            form,
            title=gettext("Decline %(name)s", name=row.name),
            act=lambda: decline_sign_up(row.id, reason=form.reason.data, by=current_actor()),
            done=gettext("Declined."),
        )
