"""The verbs of a license's page: each a small form that asks what it needs."""

from __future__ import annotations

from typing import Any

from flask import redirect, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.actions.licenses.end import end_license
from app.actions.licenses.move import move_license
from app.actions.licenses.pause import pause_license
from app.actions.licenses.resume import resume_license
from app.core.clock import today
from app.models import License
from app.web.actor import current_actor
from app.web.model_view import action
from views.license_forms import EndForm, PauseForm, ResumeForm, move_form
from views.said import said

VERBS = ("pause", "resume", "end", "move", "claw_back")


class LicenseVerbs:
    """Mixed in before LicenseMoney, RecordPage and VerbPage."""

    method_permission_name = dict.fromkeys((*VERBS, *(f"{verb}_page" for verb in VERBS)), "write") | {"priced": "read"}

    def may_act(self: Any, name: str, row: License) -> bool:
        if name == "claw_back":
            return self.may_claw_back(row)
        day, status = today(row.location.zone), self.status_of(row)
        pauses = any(pause.ends_on is None or pause.ends_on >= day for pause in row.pauses)
        return {"resume": pauses, "pause": status != "ended", "move": status != "ended"}.get(name, True)

    def _to(self: Any, verb: str, row: License) -> Any:
        return redirect(url_for(f"{self.endpoint}.{verb}_page", pk=row.id))

    @action("pause", _("Pause"), icon="player-pause", multiple=False)
    def pause(self: Any, row: License) -> Any:
        return self._to("pause", row)

    @action("resume", _("Resume"), icon="player-play", multiple=False)
    def resume(self: Any, row: License) -> Any:
        return self._to("resume", row)

    @action("move", _("Move"), icon="arrows-exchange", multiple=False)
    def move(self: Any, row: License) -> Any:
        return self._to("move", row)

    @action("end", _("End"), icon="logout", multiple=False)
    def end(self: Any, row: License) -> Any:
        return self._to("end", row)

    @expose("/pause/<pk>", methods=("GET", "POST"))
    @has_access
    def pause_page(self: Any, pk: str) -> Any:
        row, form = self.one(pk), PauseForm()
        return self.verb_page(
            row,
            form,
            title=gettext("Pause %(license)s", license=row.code),
            act=lambda: pause_license(row.id, starts_on=form.starts_on.data, ends_on=form.ends_on.data, by=current_actor()),
            done=gettext("Paused."),
        )

    @expose("/resume/<pk>", methods=("GET", "POST"))
    @has_access
    def resume_page(self: Any, pk: str) -> Any:
        row, form = self.one(pk), ResumeForm()
        return self.verb_page(
            row,
            form,
            title=gettext("Resume %(license)s", license=row.code),
            act=lambda: resume_license(row.id, on=form.on.data, by=current_actor()),
            done=gettext("Resumed."),
        )

    @expose("/end/<pk>", methods=("GET", "POST"))
    @has_access
    def end_page(self: Any, pk: str) -> Any:
        row, form = self.one(pk), EndForm()
        return self.verb_page(
            row,
            form,
            title=gettext("End %(license)s", license=row.code),
            act=lambda: end_license(row.id, on=form.on.data, by=current_actor()),
            done=gettext("Its last day is set.") if form.on.data else gettext("It has no last day: it runs on."),
        )

    @expose("/move/<pk>", methods=("GET", "POST"))
    @has_access
    def move_page(self: Any, pk: str) -> Any:
        row, form = self.one(pk), move_form(type(self))
        return self.verb_page(
            row,
            form,
            title=gettext("Move %(license)s", license=row.code),
            act=lambda: move_license(row.id, **said(form), by=current_actor()),
            done=gettext("Moved: this is the new license."),
        )
