"""Who could have seen somebody: for the letter that has to be written when something leaked (GDPR 33, POPIA 22)."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from flask import request
from flask_appbuilder.baseviews import expose
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy import func, select
from wtforms import DateTimeLocalField, StringField
from wtforms.validators import InputRequired

from app.actions.network import require_whole_network
from app.core import clock
from app.core.errors import Refused
from app.models import FoyerUser
from app.queries.personal.breach import Witness, witnesses
from app.web.actor import current_actor
from app.web.forms import tidy
from app.web.place import reader_zone
from app.web.refusals import attempt
from views.base.screen import Screen

NEEDED = InputRequired(lazy_gettext("This is needed."))
MINUTES = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]


class BreachForm(DynamicForm):  # type: ignore[misc]
    class Meta:
        csrf = False  # it only asks

    mail = StringField(lazy_gettext("Whose data?"), filters=[tidy], validators=[NEEDED], description=lazy_gettext("Their mail address."))
    since = DateTimeLocalField(lazy_gettext("From"), format=MINUTES, validators=[NEEDED])
    until = DateTimeLocalField(lazy_gettext("Until"), format=MINUTES, validators=[NEEDED])


class BreachView(Screen):
    """/breach?mail=&since=&until=, in the zone of the reader's home."""

    route_base = "/breach"
    default_view = "show"
    class_permission_name = "Audit"
    method_permission_name = {"show": "breach"}

    @expose("/")
    @has_access
    def show(self) -> Any:
        require_whole_network(current_actor())
        zone = ZoneInfo(reader_zone())
        form = BreachForm(request.args)
        found: list[list[Witness]] = []
        if not request.args:
            form.until.data = clock.now().astimezone(zone).replace(tzinfo=None, second=0)
            form.since.data = form.until.data - dt.timedelta(days=7)
        elif form.validate():
            attempt(form, lambda: found.append(self._asked(form, zone)))
        title, hint = _("Who could have seen it"), _("Times are those of %(zone)s.", zone=zone.key)
        return self.render_template("screens/breach.html", title=title, subtitle=hint, form=form, found=found[0] if found else None)

    def _asked(self, form: BreachForm, zone: ZoneInfo) -> list[Witness]:
        """Raises Refused at the field that is wrong."""
        person = self.session.scalars(select(FoyerUser).where(func.lower(FoyerUser.email) == form.mail.data.lower())).one_or_none()
        if person is None:
            raise Refused(_("Nobody has this address."), field="mail")
        since, until = (each.replace(tzinfo=zone) for each in (form.since.data, form.until.data))
        if until < since:
            raise Refused(_("The end is before the beginning."), field="until")
        return witnesses(self.session, person, since, until)
