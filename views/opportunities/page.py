"""The page of an opportunity: what it is, the papers on top, the tasks on the left, what was said on the right."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _

from app.access.permissions import Permission
from app.queries.contacts.timeline import timeline
from app.queries.opportunities.one import one_opportunity
from app.queries.proposals.of_opportunity import papers
from app.web.actor import current_actor
from app.web.formats import as_badge, as_date, format_money
from views.screen import Screen


class OpportunityView(Screen):
    """GET /opportunities/<id>/."""

    route_base = "/opportunities"
    default_view = "show"
    class_permission_name = "Opportunity"
    method_permission_name = {"show": "read"}

    @expose("/<int:opportunity_id>/")
    @has_access
    def show(self, opportunity_id: int) -> Any:
        found = one_opportunity(self.session, opportunity_id, by=current_actor()) or abort(404)
        return self.render_template(
            "screens/opportunity/page.html",
            title=found.lead.name,
            subtitle=as_badge(found.stage),
            facts=[
                found.lead.company,
                str(found.location),
                _("%(value)s a month", value=format_money(found.value_cents, found.currency)),
                _("expected %(day)s", day=as_date(found.expected_on)) if found.expected_on else "",
                str(found.owner) if found.owner else _("nobody works on it"),
            ],
            opportunity=found,
            timeline=timeline(self.session, found.lead.contact_id, by=current_actor(), lead_id=found.lead_id),
            papers=papers(self.session, found.id, by=current_actor()),
            may_write=self.may(Permission.OPPORTUNITY_WRITE),
        )
