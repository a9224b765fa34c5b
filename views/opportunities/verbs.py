"""What is said about an opportunity by hand: its stage, what is expected of it, and who works on it."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import DateField, HiddenField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from app.actions.opportunities.change import change_opportunity
from app.actions.opportunities.move import move_opportunity
from app.models import Opportunity
from app.models.opportunity import OPEN_STAGES, Stage
from app.queries.opportunities.one import one_opportunity
from app.queries.tasks.doers import doers_there
from app.rendering.stages import stage_said
from app.web.actor import current_actor
from app.web.fields import MoneyField
from app.web.numbers import LARGEST_INTEGER, whole
from app.web.refusals import attempt, is_stale
from views.base.screen import Screen


class MoveForm(DynamicForm):  # type: ignore[misc]
    version = HiddenField()
    stage = SelectField(_("Stage"), validators=[InputRequired(_("Please choose one."))])


class ChangeForm(DynamicForm):  # type: ignore[misc]
    version = HiddenField()
    value_cents = MoneyField(
        _("Value a month"), validators=[InputRequired(_("This is needed."))], description=_("What they would pay a month, without VAT.")
    )
    expected_on = DateField(
        _("Expected on"), validators=[Optional()], description=_("When you think that they sign; the forecast counts it in that month.")
    )
    owner = SelectField(_("Owner"), validate_choice=False, description=_("Open tasks of the owner before go along."))


class OpportunityVerbsView(Screen):
    """/opportunities/<id>/move and /change."""

    route_base = "/opportunities"
    default_view = "change"
    class_permission_name = "Opportunity"
    method_permission_name = {"move": "write", "change": "write"}

    @expose("/<int:opportunity_id>/move", methods=("GET", "POST"))
    @has_access
    def move(self, opportunity_id: int) -> Any:
        deal, form = self._deal(opportunity_id), MoveForm()
        form.stage.choices = [SelectChoice(each.value, stage_said(each)) for each in OPEN_STAGES]
        if request.method == "GET":
            form.stage.data = deal.stage.value

        def act() -> None:
            move_opportunity(opportunity_id, Stage(form.stage.data), version=form.version.data or "", by=current_actor())

        return self._ask(deal, form, gettext("Move"), act)

    @expose("/<int:opportunity_id>/change", methods=("GET", "POST"))
    @has_access
    def change(self, opportunity_id: int) -> Any:
        deal, form = self._deal(opportunity_id), ChangeForm()
        people = [(str(user.id), str(user)) for user in doers_there(self.session, deal.location_id)]
        if deal.owner is not None and str(deal.owner_id) not in dict(people):
            people.append((str(deal.owner_id), str(deal.owner)))
        form.owner.choices = [SelectChoice("", gettext("Nobody")), *(SelectChoice(*each) for each in people)]
        if request.method == "GET":
            form.value_cents.data, form.expected_on.data, form.owner.data = deal.value_cents, deal.expected_on, str(deal.owner_id or "")

        def act() -> None:
            chosen = form.owner.data or ""
            owner_id = whole(chosen, LARGEST_INTEGER)
            said = {"value_cents": form.value_cents.data, "expected_on": form.expected_on.data, "owner_id": owner_id}
            change_opportunity(opportunity_id, version=form.version.data or "", **said, by=current_actor())

        return self._ask(deal, form, gettext("Change"), act)

    def _ask(self, deal: Opportunity, form: Any, title: str, act: Any) -> Any:
        """The form; after a good one back to the page."""
        name, back = deal.lead.name, url_for("OpportunityView.show", opportunity_id=deal.id)
        if request.method == "POST" and form.validate() and attempt(form, act):
            flash(gettext("Saved."), "success")
            return redirect(back)
        if request.method == "GET" or is_stale(form):
            self.session.refresh(deal)
            form.version.data = deal.version
        crumbs = [(gettext("Pipeline"), url_for("PipelineView.show")), (name, back)]
        return self.render_template("screens/verb.html", title=title, subtitle=name, form=form, back=back, crumbs=crumbs)

    def _deal(self, opportunity_id: int) -> Opportunity:
        return one_opportunity(self.session, opportunity_id, by=current_actor()) or abort(404)
