"""/opportunities/<id>/win: what winning will make is shown before; then it is done in one go (C3)."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _

from app.access.permissions import Permission
from app.actions.opportunities.win import win
from app.core.errors import FoyerError
from app.models import Opportunity
from app.models.opportunity import Stage
from app.queries.opportunities.one import one_opportunity
from app.queries.opportunities.same_customers import customers_of
from app.queries.opportunities.won_preview import is_contract_signed, won_shown
from app.queries.papers.agreed import agreed_paper
from app.web.actor import current_actor
from app.web.refusals import attempt
from app.work import rehearsal
from views.base.screen import Screen
from views.licenses.record import LicenseView
from views.opportunities.win_form import PERSON, PLACES, fill_from, win_form, won_of

EFFECT = "screens/opportunity/won.html"


class WinningView(Screen):
    """GET and POST /opportunities/<id>/win, and what the form would make."""

    route_base = "/opportunities"
    default_view = "win"
    class_permission_name = "Opportunity"
    method_permission_name = {"win": "win", "effect": "win"}

    @expose("/<int:opportunity_id>/win", methods=("GET", "POST"))
    @has_access
    def win(self, opportunity_id: int) -> Any:
        deal = self._deal(opportunity_id)
        back = url_for("OpportunityView.show", opportunity_id=deal.id)
        if deal.stage is Stage.WON:
            flash(_("%(name)s is won already.", name=deal.lead.name), "success")
            return redirect(back)
        form, paper = self._form(deal)
        if request.method == "GET":
            fill_from(form, deal, paper)
        elif form.validate() and attempt(form, lambda: win(deal.id, **won_of(form), by=current_actor())):
            flash(_("%(name)s is won. WiFi, printing, doors and the welcome mail follow by themselves.", name=deal.lead.name), "success")
            return redirect(back)
        return self.render_template(
            "screens/opportunity/win.html",
            title=_("Won: %(name)s", name=deal.lead.name),
            crumbs=[(_("Pipeline"), url_for("PipelineView.show")), (deal.lead.name, back)],
            form=form,
            paper=paper,
            is_signed=is_contract_signed(self.session, deal.id),
            names=PERSON,
            places=[name for name in PLACES if name in form],
            effect=url_for(".effect", opportunity_id=deal.id),
            back=back,
        )

    @expose("/<int:opportunity_id>/win/effect", methods=("POST",))
    @has_access
    def effect(self, opportunity_id: int) -> Any:
        """Done, read and undone."""
        deal = self._deal(opportunity_id)
        form, paper = self._form(deal)
        if not form.validate():
            return render_template(EFFECT, shown=None, refusal="")
        try:
            with rehearsal(by=current_actor()) as work:
                shown = won_shown(work.session, win(deal.id, **won_of(form), by=current_actor()), paper)
        except FoyerError as refusal:
            return render_template(EFFECT, shown=None, refusal=refusal.message)
        return render_template(EFFECT, shown=shown, refusal="")

    def _form(self, deal: Opportunity) -> tuple[Any, Any]:
        paper, by = agreed_paper(self.session, deal.id), current_actor()
        found = customers_of(self.session, deal, by=by)
        may_price, is_signed = by.may(Permission.LICENSE_PRICE), is_contract_signed(self.session, deal.id)
        return win_form(LicenseView, deal, found, paper=paper, is_signed=is_signed, may_price=may_price), paper

    def _deal(self, opportunity_id: int) -> Opportunity:
        return one_opportunity(self.session, opportunity_id, by=current_actor()) or abort(404)
