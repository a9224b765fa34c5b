"""A lead becomes an opportunity: with which track, and what its tasks will be (C1)."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import SelectField

from app.actions.opportunities.open import open_opportunity
from app.core.clock import today
from app.models import Lead, Opportunity
from app.queries.tracks import default_track, tracks_for
from app.queries.tracks_shown import track_rows
from app.web.actor import current_actor
from app.web.interface import ScopedInterface
from app.web.numbers import whole
from app.web.refusals import attempt
from views.base.screen import Screen


class OpenForm(DynamicForm):  # type: ignore[misc]
    track = SelectField(_("Track"), validate_choice=False, description=_("The tree of tasks that it begins with."))


class OpeningView(Screen):
    """/opportunities/open/<lead>."""

    route_base = "/opportunities/open"
    default_view = "page"
    class_permission_name = "Opportunity"
    method_permission_name = {"page": "write", "effect": "write"}

    @expose("/<int:lead_id>", methods=("GET", "POST"))
    @has_access
    def page(self, lead_id: int) -> Any:
        lead, form = self._lead(lead_id), OpenForm()
        name, usual = lead.name, default_track(self.session, lead.location_id)
        form.track.choices = [(str(track.id), track.name) for track in tracks_for(self.session, lead.location_id)]
        if request.method == "GET" and usual is not None:
            form.track.data = str(usual.id)
        made: list[Opportunity] = []

        def act() -> None:
            chosen = form.track.data or ""
            made.append(open_opportunity(lead_id, track_id=whole(chosen), by=current_actor()))

        if request.method == "POST" and form.validate() and attempt(form, act):
            flash(gettext("Opened, with its tasks."), "success")
            return redirect(url_for("OpportunityView.show", opportunity_id=made[0].id))
        effect = url_for(".effect", lead_id=lead_id) if form.track.choices else ""
        return self.render_template(
            "screens/verb.html",
            title=gettext("Open an opportunity"),
            subtitle=name,
            form=form,
            back=url_for("MyDayView.page"),
            effect=effect,
            effect_title=gettext("Its tasks"),
        )

    @expose("/<int:lead_id>/effect", methods=("POST",))
    @has_access
    def effect(self, lead_id: int) -> Any:
        """The tree with its dates, as it will be."""
        lead, chosen = self._lead(lead_id), request.form.get("track", "")
        track = next((each for each in tracks_for(self.session, lead.location_id) if str(each.id) == chosen), None)
        rows = track_rows(track, lead.location, today(lead.location.zone)) if track is not None else []
        return render_template("screens/tasks/coming.html", rows=rows)

    def _lead(self, lead_id: int) -> Lead:
        found: Lead = ScopedInterface(Lead, self.session).get(lead_id) or abort(404)
        return found
