"""Personal data of somebody who only asked to become a member: the dry run of an erasure, and the erasure itself."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.actions.privacy.erase_sign_up import erase_sign_up
from app.models import Erasure, SignUp
from app.queries.personal.plan import Plan
from app.queries.personal.sign_up import erasure_of_sign_up, sign_up_plan
from app.web.actor import current_actor
from views.people.erasure_page import ErasurePage
from views.people.personal_data import visits_said


class SignUpDataView(ErasurePage):
    """/sign-up-data/<sign-up>."""

    route_base = "/sign-up-data"
    method_permission_name = dict.fromkeys(("show", "progress", "erase", "again"), "erase")
    model = SignUp

    def erasure_of(self, pk: int) -> Erasure | None:
        return erasure_of_sign_up(self.session, pk)

    def plan_of(self, row: SignUp) -> Plan:
        return sign_up_plan(self.session, row)

    def begin(self, pk: int, typed: str) -> Any:
        return erase_sign_up(pk, typed=typed, visits=visits_said(), by=current_actor())

    def words(self, row: SignUp | None, pk: int) -> tuple[str, list[tuple[str, str]]]:
        crumbs = [(_("Sign-ups"), url_for("SignUpView.list"))]
        if row is None:
            return _("Personal data of a sign-up"), crumbs
        return _("Personal data of %(name)s", name=row.name), [*crumbs, (row.name, url_for("SignUpView.show", pk=pk))]
