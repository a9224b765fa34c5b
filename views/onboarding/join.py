"""The public page of a location that takes sign-ups: somebody asks to become a member."""

from __future__ import annotations

from typing import Any

import structlog
from flask import abort, render_template, request
from flask_appbuilder.baseviews import BaseView, expose
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.utils.limit import Limit
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_limiter.util import get_remote_address
from sqlalchemy import func, select
from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.actions.signups.sign_up import sign_up
from app.core.entity import db
from app.core.errors import FoyerError
from app.models import Location, Membership
from app.web.forms import tidy
from app.web.refusals import show

log = structlog.get_logger()
NEEDED = InputRequired(lazy_gettext("This is needed."))


class JoinForm(DynamicForm):  # type: ignore[misc]
    first_name = StringField(
        lazy_gettext("First name"), filters=[tidy], validators=[NEEDED, Length(max=64)], render_kw={"autocomplete": "given-name"}
    )
    last_name = StringField(
        lazy_gettext("Last name"), filters=[tidy], validators=[NEEDED, Length(max=64)], render_kw={"autocomplete": "family-name"}
    )
    email = StringField(
        lazy_gettext("Mail address"),
        filters=[tidy],
        validators=[NEEDED, Length(max=320)],
        render_kw={"type": "email", "autocomplete": "email"},
    )
    phone = StringField(lazy_gettext("Phone"), filters=[tidy], validators=[Length(max=40)], render_kw={"autocomplete": "tel"})
    company = StringField(lazy_gettext("Company"), filters=[tidy], validators=[Length(max=200)], render_kw={"autocomplete": "organization"})
    membership_id = SelectField(lazy_gettext("Membership"), coerce=int, validators=[Optional()])
    starts_on = DateField(lazy_gettext("From when?"), validators=[Optional()])
    message = TextAreaField(lazy_gettext("Anything we should know?"), filters=[tidy], validators=[Length(max=1000)], render_kw={"rows": 3})


class JoinView(BaseView):  # type: ignore[misc]
    """GET and POST /join/<code>. The field that people do not see keeps simple programs out; the limits are for the others."""

    route_base = "/join"
    default_view = "join"
    base_permissions: list[str] = []
    limits = [Limit(rule, key_func=get_remote_address, methods=("POST",)) for rule in ("10 per hour", "30 per day")]

    @expose("/<code>", methods=("GET", "POST"))
    def join(self, code: str) -> Any:
        location = db.session.scalars(
            select(Location).where(func.lower(Location.code) == code.lower(), Location.takes_sign_ups)
        ).one_or_none() or abort(404)
        form = JoinForm()
        form.membership_id.choices = [(0, _("Not sure yet")), *self._memberships(location)]
        if request.method == "POST" and form.validate() and self._asked(code, form):
            return render_template("screens/join_thanks.html", title=_("Thank you"), location=location)
        return render_template("screens/join.html", title=_("Join %(location)s", location=location.name), form=form, location=location)

    def _memberships(self, location: Location) -> list[tuple[int, str]]:
        rows = db.session.execute(
            select(Membership.id, Membership.name)
            .where(Membership.location_id == location.id, Membership.is_active)
            .order_by(Membership.name)
        )
        return [(row.id, row.name) for row in rows]

    def _asked(self, code: str, form: Any) -> bool:
        if request.form.get("website"):
            log.info("sign-up of a program dropped", address=request.remote_addr)
            return True
        said = {field.name: field.data for field in form if field.name not in ("csrf_token", "membership_id")}
        try:
            sign_up(code, membership_id=form.membership_id.data or None, **said)
        except FoyerError as refusal:
            show(form, refusal)
            return False
        return True
