"""The forecast: what is expected by month and stage, weighted by how likely a stage is; it names what it assumes."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _
from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange

from app.access.permissions import Permission
from app.actions.opportunities.put_likely import put_likely
from app.models.opportunity import OPEN_STAGES
from app.queries.opportunities.expected import expected
from app.queries.opportunities.likely import likely
from app.rendering.stages import stage_said
from app.rules.forecast import forecasts
from app.web.actor import current_actor
from app.web.formats import as_month, format_money
from app.web.place import reader_today
from app.web.refusals import attempt
from views.base.screen import Screen
from views.opportunities.filters import asked, choices, wanted_of


class ForecastView(Screen):
    """GET /pipeline/forecast/; its percents at /pipeline/forecast/likely."""

    route_base = "/pipeline/forecast"
    default_view = "show"
    class_permission_name = "Opportunity"
    method_permission_name = {"show": "read", "likely": "read"}

    @expose("/")
    @has_access
    def show(self) -> Any:
        by, percents = current_actor(), likely(self.session)
        found = forecasts(expected(self.session, wanted_of(by), by=by), reader_today())
        return self.render_template(
            "screens/opportunity/forecast.html",
            title=_("Pipeline"),
            found=found,
            bars=[self._bars(each, percents) for each in found],
            stages=OPEN_STAGES,
            percents=percents,
            choices=choices(self.session, by=by),
            asked=asked(),
            stage_said=stage_said,
            may_set=self.may(Permission.SETTING_WRITE) and by.location_ids is None,
        )

    @expose("/likely", methods=("GET", "POST"))
    @has_access
    def likely(self) -> Any:
        if not self.may(Permission.SETTING_WRITE):
            abort(403)
        form, back = _form(), url_for(".show")
        if request.method == "GET":
            for stage, percent in likely(self.session).items():
                form[stage].data = percent
        stages = [each.value for each in OPEN_STAGES]
        if (
            request.method == "POST"
            and form.validate()
            and attempt(form, lambda: put_likely({each: form[each].data for each in stages}, by=current_actor()))
        ):
            flash(_("Saved."), "success")
            return redirect(back)
        return self.render_template(
            "screens/verb.html", title=_("How likely each stage is"), form=form, back=back, crumbs=[(_("Forecast"), back)]
        )

    def _bars(self, found: Any, percents: dict[str, int]) -> dict[str, Any]:
        """For the picture: what is expected of each month in rand, and in words."""
        months = found.months
        sums = [found.likely(month, percents) for month in months]
        return {
            "kind": "bars",
            "names": [as_month(month) for month in months],
            "values": [cents / 100 for cents in sums],
            "texts": [format_money(cents, found.currency) for cents in sums],
        }


def _form() -> Any:
    """A field for each open stage."""
    checks = [InputRequired(_("This is needed.")), NumberRange(min=0, max=100, message=_("A whole number from 0 to 100."))]
    fields = {each.value: IntegerField(_("%(stage)s, percent", stage=stage_said(each)), validators=checks) for each in OPEN_STAGES}
    return type("LikelyForm", (DynamicForm,), fields)()
