"""The access review list: who is so late that a person looks at the access. Nothing on it is cut by itself."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _

from app.access.permissions import Permission
from app.queries.debtors.marks import to_review
from app.queries.debtors.policy import dunning_policy
from app.queries.debtors.to_chase import to_chase
from app.web.actor import current_actor
from app.web.place import chosen_location
from views.base.pages import pages_of
from views.base.screen import Screen, asked_number

PAGE = 50


class AccessReviewView(Screen):
    """GET /debtors/review/."""

    route_base = "/debtors/review"
    default_view = "show"
    class_permission_name = "Debtor"
    method_permission_name = {"show": "read"}

    @expose("/")
    @has_access
    def show(self) -> Any:
        by, place, page = current_actor(), chosen_location(), asked_number("page")
        count = to_chase(self.session, by=by, location_id=place).reviews
        return self.render_template(
            "screens/debtors/review.html",
            title=_("Access to look at"),
            crumbs=[(_("Debtors"), url_for("DebtorsView.show"))],
            found=to_review(self.session, by=by, location_id=place, size=PAGE, page=page),
            pages=pages_of(count, page, PAGE),
            policy=dunning_policy(self.session),
            may_write=self.may(Permission.DEBTOR_WRITE),
        )
