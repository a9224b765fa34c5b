"""The verbs of a license's page: each a small form that asks what it needs, and says what it will do to the next invoice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, redirect, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.access.permissions import Permission
from app.actions.licenses.end import end_license
from app.actions.licenses.move import move_license
from app.actions.licenses.pause import pause_license
from app.actions.licenses.renew import renew_license
from app.actions.licenses.resume import resume_license
from app.core.clock import today
from app.models import License
from app.queries.bookings.after_license import may_be_after
from app.web.actor import current_actor
from app.web.formats import as_date
from app.web.model_view import action
from app.web.numbers import whole
from views.base.said import said
from views.deposits.ask import PAGES
from views.licenses.bookings_after import BACK, bookings_after
from views.licenses.effect import Party, effect_of
from views.licenses.forms import PauseForm, end_form, move_form, renew_form, resume_form

ACTS: dict[str, Callable[..., Any]] = {
    "pause": pause_license,
    "resume": resume_license,
    "end": end_license,
    "move": move_license,
    "renew": renew_license,
}
VERBS = (*ACTS, "claw_back")


class LicenseVerbs:
    """Mixed in before LicenseMoney, RecordPage and VerbPage."""

    method_permission_name = (
        dict.fromkeys((*VERBS, *(f"{verb}_page" for verb in VERBS), "effect", "effect_of_new"), "write") | {"priced": "read"} | PAGES
    )

    def may_act(self: Any, name: str, row: License) -> bool:
        if name == "claw_back":
            return self.may_claw_back(row)
        if name == "ask_deposit":
            return current_actor().may(Permission.DEPOSIT_WRITE)
        day, status = today(row.location.zone), self.status_of(row)
        pauses = any(pause.ends_on is None or pause.ends_on >= day for pause in row.pauses)
        return {
            "resume": pauses,
            "pause": status != "ended",
            "move": status != "ended",
            "renew": status != "ended" and bool(row.commitment_months),
        }.get(name, True)

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

    @action("renew", _("Renew"), icon="refresh", multiple=False)
    def renew(self: Any, row: License) -> Any:
        return self._to("renew", row)

    @action("end", _("End"), icon="logout", multiple=False)
    def end(self: Any, row: License) -> Any:
        return self._to("end", row)

    def _form(self: Any, verb: str, row: License) -> Any:
        return {
            "pause": PauseForm,
            "resume": lambda: resume_form(row),
            "end": lambda: end_form(row, cancels=self._cancels(row)),
            "move": lambda: move_form(type(self), row),
            "renew": lambda: renew_form(row),
        }[verb]()

    def _cancels(self: Any, row: License) -> bool:
        """Whether the form of an end asks about bookings."""
        return current_actor().may(Permission.BOOKING_WRITE) and may_be_after(self.datamodel.session, row, by=current_actor())

    def _does(self: Any, verb: str, row: License, form: Any) -> Any:
        """With the amount that was shown where bookings are cancelled too, so that another one is told first."""
        shown = {"expected_refund": whole(request.form.get(BACK, ""))} if verb == "end" else {}
        return ACTS[verb](row.id, **said(form), **shown, version=form.version.data or "", by=current_actor())

    def _ask(self: Any, verb: str, pk: str, title: str, done: str = "") -> Any:
        row = self.one(pk)
        form = self._form(verb, row)
        if verb == "end":
            done = (
                gettext("Its last day is %(day)s.", day=as_date(form.on.data))
                if form.on.data
                else gettext("It has no last day: it runs on.")
            )
        return self.verb_page(
            row,
            form,
            title=title % {"license": row.code},
            act=lambda: self._does(verb, row, form),
            done=done,
            effect=url_for(f"{self.endpoint}.effect", verb=verb, pk=row.id),
        )

    @expose("/effect/<verb>/<pk>", methods=("POST",))
    @has_access
    def effect(self: Any, verb: str, pk: str) -> Any:
        """What the form as it stands would do to the next invoice; `edit` is the form of the license itself."""
        row = self.one(pk)
        here = Party(row.organisation, row.location)
        if verb == "edit":
            form = self.trimmed(self.edit_form.refresh(row))
            form._id = row.id
            return effect_of(form, lambda: self.change(row, form), lambda: [here])
        if verb not in ACTS:
            abort(404)
        form = self._form(verb, row)

        def parties() -> list[Party]:
            return [here, Party(form.organisation.data or row.organisation, form.membership.data.location)] if verb == "move" else [here]

        found = effect_of(form, lambda: ACTS[verb](row.id, **said(form), version=form.version.data or "", by=current_actor()), parties)
        return found + bookings_after(row, form) if verb == "end" and "cancel_bookings" in form else found

    @expose("/effect/new", methods=("POST",))
    @has_access
    def effect_of_new(self: Any) -> Any:
        """What the license that is typed would bring."""
        form = self.trimmed(self.add_form.refresh())
        return effect_of(form, lambda: self.create(form), lambda: [Party(form.organisation.data, form.membership.data.location)])

    def effect_url(self: Any, row: License | None = None) -> str:
        return url_for(f"{self.endpoint}.effect_of_new") if row is None else url_for(f"{self.endpoint}.effect", verb="edit", pk=row.id)

    @expose("/pause/<pk>", methods=("GET", "POST"))
    @has_access
    def pause_page(self: Any, pk: str) -> Any:
        return self._ask("pause", pk, gettext("Pause %(license)s"), gettext("Paused."))

    @expose("/resume/<pk>", methods=("GET", "POST"))
    @has_access
    def resume_page(self: Any, pk: str) -> Any:
        return self._ask("resume", pk, gettext("Resume %(license)s"), gettext("Resumed."))

    @expose("/end/<pk>", methods=("GET", "POST"))
    @has_access
    def end_page(self: Any, pk: str) -> Any:
        return self._ask("end", pk, gettext("End %(license)s"))

    @expose("/move/<pk>", methods=("GET", "POST"))
    @has_access
    def move_page(self: Any, pk: str) -> Any:
        return self._ask("move", pk, gettext("Move %(license)s"), gettext("Moved: this is the new license."))

    @expose("/renew/<pk>", methods=("GET", "POST"))
    @has_access
    def renew_page(self: Any, pk: str) -> Any:
        return self._ask("renew", pk, gettext("Renew the commitment of %(license)s"), gettext("Renewed."))
