"""Leads on one phone: the page of each names the others, and one click makes them one."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _

from app.access.permissions import Permission
from app.actions.leads.join import join_lead
from app.core.errors import FoyerError
from app.models import Lead
from app.models.lead import LeadStatus
from app.queries.leads.open_lead import on_same_phone
from app.web.actor import current_actor


class Joining:
    """POST /leads/join/<lead>/<into>."""

    @expose("/join/<pk>/<into>", methods=("POST",))
    @has_access
    def join(self: Any, pk: str, into: str) -> Any:
        row, other = self.one(pk), self.one(into)
        try:
            kept = join_lead(row.id, other.id, by=current_actor())
        except FoyerError as refusal:
            flash(refusal.message, "warning")
            return redirect(url_for("LeadView.show", pk=row.id))
        flash(_("It goes on with %(code)s.", code=kept.code), "success")
        return redirect(url_for("LeadView.show", pk=kept.id))

    def twins(self: Any, row: Lead) -> list[Lead]:
        """Nothing for who may not write leads, and for one that is over."""
        by = current_actor()
        if row.status is not LeadStatus.OPEN or not by.may(Permission.LEAD_WRITE):
            return []
        return [each for each in on_same_phone(self.datamodel.session, row, by=by) if each.location_id == row.location_id]
