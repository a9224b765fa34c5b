"""One debtor: what is open, since when, and what can be done about it."""

from __future__ import annotations

from typing import Any

from flask import abort, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _
from sqlalchemy import select

from app.access.permissions import Permission
from app.access.scope import visible
from app.models import Organisation
from app.queries.debtors.open_items import open_items
from app.rules.aged_debt import Age, Item, aged, days_late
from app.web.actor import current_actor
from views.debtor_words import age_said
from views.debtors import present
from views.screen import Screen


class DebtorView(Screen):
    """GET /debtors/<organisation>/."""

    route_base = "/debtors"
    default_view = "show"
    class_permission_name = "Debtor"
    method_permission_name = {"show": "read"}

    @expose("/<int:organisation_id>/")
    @has_access
    def show(self, organisation_id: int) -> Any:
        organisation, day = self.organisation(organisation_id), present()
        items = open_items(self.session, day, by=current_actor(), organisation_id=organisation.id)
        currencies = sorted({each.currency for each in items}) or [organisation.currency]
        debts = [(currency, aged((Item(each.due_on, each.cents) for each in items if each.currency == currency), day)) for currency in currencies]
        return self.render_template(
            "screens/debtors/debtor.html",
            title=organisation.name,
            crumbs=[(_("Debtors"), url_for("DebtorsView.show"))],
            facts=[organisation.code, str(organisation.location), organisation.invoice_email],
            organisation=organisation,
            items=sorted(items, key=lambda each: (each.cents < 0, each.due_on)),
            late={each: days_late(each.due_on, day) for each in items},
            debts=debts,
            ages=list(Age),
            age_said=age_said,
            may_write=self.may(Permission.DEBTOR_WRITE),
        )

    def organisation(self, organisation_id: int) -> Organisation:
        query = select(Organisation).where(Organisation.id == organisation_id)
        criterion = visible(current_actor(), Organisation)
        found: Organisation | None = self.session.scalars(query if criterion is None else query.where(criterion)).one_or_none()
        return found or abort(404)
