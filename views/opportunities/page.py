"""The page of an opportunity: what it is, the papers on top, the tasks on the left, what was said on the right."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import abort, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _

from app.access.permissions import Permission
from app.core import clock
from app.models.opportunity import OPEN_STAGES, Stage
from app.queries.opportunities.next_tasks import NextTask, next_tasks
from app.queries.opportunities.one import one_opportunity
from app.queries.opportunities.referral import reward_of
from app.queries.proposals.of_opportunity import papers
from app.queries.tasks.tree import task_tree
from app.rendering.stages import stage_said
from app.web.actor import current_actor
from app.web.formats import as_badge, as_date, format_money
from views.base.links import address_of
from views.base.record import story_of
from views.base.screen import Screen
from views.opportunities.words import due_said


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
        is_open, task = found.stage in OPEN_STAGES, next_tasks(self.session, [found.id], by=current_actor()).get(found.id)
        return self.render_template(
            "screens/opportunity/page.html",
            title=found.lead.name,
            subtitle=as_badge(found.stage, text=stage_said(found.stage)),
            crumbs=[(_("Pipeline"), url_for("PipelineView.show"))],
            facts=[
                found.lead.company,
                as_badge(found.lead.heat),
                str(found.location),
                _("%(value)s a month", value=format_money(found.value_cents, found.currency)),
                _("expected %(day)s", day=as_date(found.expected_on)) if found.expected_on else "",
                str(found.owner) if found.owner else _("nobody works on it"),
                _next_said(task, clock.today(found.location.zone)) if task is not None and is_open else "",
            ],
            opportunity=found,
            is_open=is_open,
            reward=reward_of(self.session, found.id) if found.stage is Stage.WON else None,
            reward_href=address_of("WalletView.show", pk=0).removesuffix("0") if self.may(Permission.WALLET_READ) else "",
            may_win=self.may(Permission.OPPORTUNITY_WIN),
            story=story_of(found, contact_id=found.lead.contact_id, lead_id=found.lead_id),
            papers=papers(self.session, found.id, by=current_actor()),
            tree=task_tree(self.session, found.id, by=current_actor()),
            may_write=self.may(Permission.OPPORTUNITY_WRITE),
        )


def _next_said(task: NextTask, today: dt.date) -> str:
    return _("next: %(task)s, %(due)s", task=task.title, due=due_said(task, today))
