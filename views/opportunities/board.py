"""The pipeline: the board, the same as a list, and what is expected by month."""

from __future__ import annotations

from functools import cache
from typing import Any

from flask import flash, jsonify, redirect, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _

from app.access.permissions import Permission
from app.actions.opportunities.move import move_opportunity
from app.core.errors import FoyerError, Refused
from app.models.opportunity import Stage
from app.queries.opportunities.board import RECENT, board, on_board
from app.queries.opportunities.deals import Wanted, sums
from app.rendering.stages import stage_said
from app.web.actor import current_actor
from app.web.numbers import whole
from views.base.links import address_of
from views.base.screen import Screen
from views.opportunities.filters import asked, choices, wanted_of
from views.opportunities.words import age_said, due_said, money_by_currency


class CardWords:
    """What cards say, found once: translating, dates and addresses take longer than everything else of five hundred of them."""

    def __init__(self) -> None:
        self.page = url_for("OpportunityView.show", opportunity_id=0).removesuffix("0/")
        self.move, self.move_to, self.nobody = _("Move"), _("Move to …"), _("nobody's")
        self.age, self.due = cache(age_said), cache(due_said)


class PipelineView(Screen):
    """GET /pipeline/?location=&owner=&heat=&age=; POST /pipeline/move."""

    route_base = "/pipeline"
    default_view = "show"
    class_permission_name = "Opportunity"
    method_permission_name = {"show": "read", "move": "write"}

    @expose("/")
    @has_access
    def show(self) -> Any:
        by = current_actor()
        wanted = wanted_of(by)
        return self.render_template(
            "screens/opportunity/board.html",
            title=_("Pipeline"),
            columns=board(self.session, wanted, by=by),
            recent=RECENT,
            choices=choices(self.session, by=by),
            wanted=wanted,
            asked=asked(),
            stage_said=stage_said,
            said=CardWords(),
            money_by_currency=money_by_currency,
            address_of=address_of,
            may_write=self.may(Permission.OPPORTUNITY_WRITE),
            may_win=self.may(Permission.OPPORTUNITY_WIN),
            shows_place=wanted.location_id is None,
        )

    @expose("/move", methods=("POST",))
    @has_access
    def move(self) -> Any:
        """A card to a stage, above another card or at the end; the answer has what the page shows of it. A form without script goes back to the board."""
        form, by = request.form, current_actor()
        try:
            moved = move_opportunity(
                whole(form.get("card")) or 0,
                _stage(form.get("stage")),
                before_id=whole(form.get("before")) or None,
                version=form.get("version", ""),
                by=by,
            )
        except FoyerError as refusal:
            return self._refused(refusal)
        if not _wants_json():
            flash(_("%(name)s is in %(stage)s.", name=str(moved), stage=stage_said(moved.stage)), "success")
            return redirect(url_for(".show", **asked()))
        return jsonify(
            version=moved.version,
            said=_("%(name)s is in %(stage)s.", name=moved.lead.name, stage=stage_said(moved.stage)),
            columns=self._heads(wanted_of(by)),
        )

    def _heads(self, wanted: Wanted) -> dict[str, dict[str, Any]]:
        found = sums(self.session, wanted, on_board(), by=current_actor())
        return {
            stage.value: {"count": found.get(stage, (0, {}))[0], "sum": money_by_currency(found.get(stage, (0, {}))[1])} for stage in Stage
        }

    def _refused(self, refusal: FoyerError) -> Any:
        if _wants_json():
            return jsonify(message=str(refusal.message)), refusal.status
        flash(refusal.message, "warning")
        return redirect(url_for(".show", **asked()))


def _wants_json() -> bool:
    return "application/json" in request.headers.get("Accept", "")


def _stage(text: str | None) -> Stage:
    try:
        return Stage(text or "")
    except ValueError as wrong:
        raise Refused(_("Please choose one of the list."), field="stage") from wrong
