"""How the forms do: what passed, what was held back, and what people let through after all (S9)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _

from app.models.enquiry import EnquiryState
from app.queries.leads.figures import lead_figures
from app.rules.lead_verdict import QUARANTINE_FROM
from app.web.actor import current_actor
from app.web.place import chosen_location, reader_today
from app.web.words import spoken
from views.base.record import Stat
from views.base.screen import Screen
from views.leads.enquiries import enquiries_since

DAYS = 90
SHOWN = (EnquiryState.PASSED, EnquiryState.QUARANTINED, EnquiryState.RESCUED, EnquiryState.SPAM, EnquiryState.DROPPED)


class LeadFiguresView(Screen):
    route_base = "/lead-figures"
    default_view = "show"
    class_permission_name = "Lead"
    method_permission_name = {"show": "screen"}

    @expose("/")
    @has_access
    def show(self) -> Any:
        since = reader_today() - dt.timedelta(days=DAYS)
        found = lead_figures(self.session, since=since, by=current_actor(), location_id=chosen_location())
        stats = [Stat(spoken(state.value), found.total.get(state, 0), href=enquiries_since(since, state)) for state in SHOWN]
        title = _("What came through the forms")
        crumbs = [(_("Enquiries"), url_for("EnquiryView.list"))]
        words = {
            "days": DAYS,
            "list_of": lambda form, state: enquiries_since(since, state, _flt_0_form=form.id),
            "states": [(state, spoken(state.value)) for state in SHOWN],
            "threshold": QUARANTINE_FROM,
        }
        return self.render_template("screens/leads/figures.html", title=title, crumbs=crumbs, stats=stats, found=found, **words)
