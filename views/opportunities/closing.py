"""An opportunity is abandoned, with a reason, and opened again (C5)."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _
from wtforms import SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.actions.opportunities.abandon import abandon_opportunity
from app.actions.opportunities.reopen import reopen_opportunity
from app.models import Opportunity
from app.queries.abandon_reasons import reasons_in_use
from app.queries.tasks.tree import task_tree
from app.web.actor import current_actor
from app.web.forms import tidy
from app.web.interface import ScopedInterface
from app.web.numbers import whole
from app.web.refusals import attempt
from views.base.screen import Screen


class AbandonForm(DynamicForm):  # type: ignore[misc]
    reason = SelectField(_("Why?"), validators=[InputRequired(_("Please choose one."))], validate_choice=False)
    note = TextAreaField(
        _("Note"), filters=[tidy], validators=[Length(max=1000)], description=_("What the next one should know; may stay empty.")
    )


class ClosingView(Screen):
    """/opportunities/<id>/abandon and /reopen."""

    route_base = "/opportunities"
    default_view = "abandon"
    class_permission_name = "Opportunity"
    method_permission_name = {"abandon": "write", "reopen": "write"}

    @expose("/<int:opportunity_id>/abandon", methods=("GET", "POST"))
    @has_access
    def abandon(self, opportunity_id: int) -> Any:
        deal, form = self._deal(opportunity_id), AbandonForm()
        name, back = deal.lead.name, url_for("OpportunityView.show", opportunity_id=opportunity_id)
        form.reason.choices = [("", ""), *((str(reason.id), reason.name) for reason in reasons_in_use(self.session))]

        def act() -> None:
            chosen = form.reason.data
            abandon_opportunity(opportunity_id, reason_id=whole(chosen), note=form.note.data or "", by=current_actor())

        count = task_tree(self.session, opportunity_id, by=current_actor()).open_count
        if request.method == "POST" and form.validate() and attempt(form, act):
            flash(gettext("%(name)s is abandoned and in the archive. It can be opened again.", name=name), "success")
            return redirect(back)
        hint = ngettext(
            "Its lead goes to the archive, and %(num)d open task is cancelled.",
            "Its lead goes to the archive, and %(num)d open tasks are cancelled.",
            count,
        )
        return self.render_template(
            "screens/verb.html",
            title=gettext("Abandon"),
            subtitle=name,
            facts=[hint],
            form=form,
            back=back,
            back_label=gettext("Keep it"),
            crumbs=[(name, back)],
        )

    @expose("/<int:opportunity_id>/reopen", methods=("POST",))
    @has_access
    def reopen(self, opportunity_id: int) -> Any:
        name, back = self._deal(opportunity_id).lead.name, redirect(url_for("OpportunityView.show", opportunity_id=opportunity_id))
        done = gettext("%(name)s is open again, with the tasks that were open. They moved by the time for which they rested.", name=name)
        return self.attempt(lambda: reopen_opportunity(opportunity_id, by=current_actor()), done, back)

    def _deal(self, opportunity_id: int) -> Opportunity:
        found: Opportunity = ScopedInterface(Opportunity, self.session).get(opportunity_id) or abort(404)
        return found
