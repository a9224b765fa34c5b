"""Licenses: who has which membership and space, from when until when, and the verbs of their life."""

from __future__ import annotations

from typing import Any

from flask import redirect, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.actions.licenses.change import change_license
from app.actions.licenses.create import create_license
from app.actions.licenses.end import end_license
from app.actions.licenses.move import move_license
from app.actions.licenses.pause import pause_license
from app.actions.licenses.remove import remove_license
from app.actions.licenses.resume import resume_license
from app.core.clock import today
from app.models import License
from app.web.actor import current_actor
from app.web.formats import as_date
from app.web.model_view import FoyerModelView, action
from views.charges import LineItemView
from views.discounts import DiscountView
from views.invoice_lines import InvoiceLineView
from views.license_forms import EndForm, PauseForm, ResumeForm, move_form
from views.license_money import LicenseMoney
from views.license_parts import LicensePauseView, LicensePriceView
from views.links import linked
from views.record import RecordPage
from views.said import filled, said
from views.verb_page import VerbPage
from views.words import CODE_HINT

VERBS = ("pause", "resume", "end", "move", "claw_back")


class LicenseView(LicenseMoney, RecordPage, VerbPage, FoyerModelView):
    datamodel = filled(License, "code")
    route_base = "/licenses"
    list_title = _("Licenses")
    list_columns = ["code", "organisation", "user", "membership", "location", "starts_on", "ends_on"]
    search_columns = ["code", "organisation", "user", "membership", "space", "location", "starts_on", "ends_on", "commitment_months"]
    base_order = ("starts_on", "desc")
    exportable = True
    method_permission_name = dict.fromkeys((*VERBS, *(f"{verb}_page" for verb in VERBS)), "write") | {"priced": "read"}
    label_columns = {
        "user": _("Person"),
        "starts_on": _("First day"),
        "ends_on": _("Last day"),
        "commitment_months": _("Months committed"),
        "commitment_start": _("Committed from"),
        "custom_price_cents": _("Custom price"),
        "custom_price_end": _("Custom price until"),
        "custom_price_reason": _("Reason of the custom price"),
        "custom_price_by": _("Custom price by"),
        "net_price": _("No discounts"),
        "occupancy_reason": _("Reason to exceed the space"),
        "replaces_id": _("Replaces"),
    }
    description_columns = {
        "code": CODE_HINT,
        "ends_on": _("Empty: until further notice."),
        "commitment_start": _("Empty: the first day."),
        "custom_price_cents": _("Written like 2950.00, a month without VAT; empty: the membership's price."),
        "net_price": _("The price is final: no commitment, volume or other discount."),
        "occupancy_reason": _("Only when the space is full and one more may come in."),
        "escalation_percent": _("Empty: as the organisation."),
    }
    terms = [
        (_("Price"), {"fields": ["custom_price_cents", "custom_price_end", "custom_price_reason", "net_price"], "expanded": False}),
        (_("Commitment"), {"fields": ["commitment_months", "commitment_start"], "expanded": False}),
        (_("Escalation"), {"fields": ["escalation_percent", "escalation_date"], "expanded": False}),
    ]
    add_fieldsets = [
        (
            _("License"),
            {"fields": ["organisation", "user", "membership", "space", "starts_on", "ends_on", "code", "occupancy_reason"]},
        ),
        *terms,
    ]
    edit_fieldsets = [(_("License"), {"fields": ["user", "space", "occupancy_reason"]}), *terms]
    show_fieldsets = [
        (_("Who and where"), {"fields": ["organisation", "user", "membership", "space", "location", "occupancy_reason"]}),
        (_("When"), {"fields": ["starts_on", "ends_on", "commitment_months", "commitment_start"]}),
        (
            _("Price"),
            {
                "fields": [
                    "custom_price_cents", "custom_price_end", "custom_price_reason", "custom_price_by", "net_price",
                    "escalation_percent", "escalation_date",
                ]
            },
        ),
    ]  # fmt: skip
    formatters_columns = linked("organisation", "user", "membership", "space", "location")
    empty_text = _("A license gives somebody a membership and a space, and is billed every month.")
    related_views = [InvoiceLineView, LicensePauseView, LicensePriceView, DiscountView, LineItemView]

    def create(self, form: Any) -> License:
        return self.made(create_license(**said(form), by=current_actor()))

    def change(self, row: License, form: Any) -> License:
        return change_license(row.id, **said(form), by=current_actor())

    def remove(self, row: License) -> None:
        remove_license(row.id, by=current_actor())

    def title_of(self, row: License) -> str:
        return f"{row.code} · {row.organisation.name}"

    def facts(self, row: License) -> list[Any]:
        until = as_date(row.ends_on) if row.ends_on else gettext("further notice")
        return [str(row.membership), gettext("%(first)s until %(last)s", first=as_date(row.starts_on), last=until)]

    def status_of(self, row: License) -> str:
        """What it is today, derived from its days."""
        day = today(row.location.zone)
        if day < row.starts_on:
            return "pending"
        if row.ends_on is not None and row.ends_on < day:
            return "ended"
        return (
            "paused"
            if any(pause.starts_on <= day and (pause.ends_on is None or day <= pause.ends_on) for pause in row.pauses)
            else "active"
        )

    def may_act(self, name: str, row: License) -> bool:
        if name == "claw_back":
            return self.may_claw_back(row)
        day, status = today(row.location.zone), self.status_of(row)
        pauses = any(pause.ends_on is None or pause.ends_on >= day for pause in row.pauses)
        return {"resume": pauses, "pause": status != "ended", "move": status != "ended"}.get(name, True)

    def _to(self, verb: str, row: License) -> Any:
        return redirect(url_for(f"{self.endpoint}.{verb}_page", pk=row.id))

    @action("pause", _("Pause"), icon="player-pause", multiple=False)
    def pause(self, row: License) -> Any:
        return self._to("pause", row)

    @action("resume", _("Resume"), icon="player-play", multiple=False)
    def resume(self, row: License) -> Any:
        return self._to("resume", row)

    @action("move", _("Move"), icon="arrows-exchange", multiple=False)
    def move(self, row: License) -> Any:
        return self._to("move", row)

    @action("end", _("End"), icon="logout", multiple=False)
    def end(self, row: License) -> Any:
        return self._to("end", row)

    @expose("/pause/<pk>", methods=("GET", "POST"))
    @has_access
    def pause_page(self, pk: str) -> Any:
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
    def resume_page(self, pk: str) -> Any:
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
    def end_page(self, pk: str) -> Any:
        row, form = self.one(pk), EndForm()
        return self.verb_page(
            row,
            form,
            title=gettext("End %(license)s", license=row.code),
            act=lambda: end_license(row.id, on=form.on.data, by=current_actor()),
            done=gettext("Its last day is set."),
        )

    @expose("/move/<pk>", methods=("GET", "POST"))
    @has_access
    def move_page(self, pk: str) -> Any:
        row, form = self.one(pk), move_form(type(self))
        return self.verb_page(
            row,
            form,
            title=gettext("Move %(license)s", license=row.code),
            act=lambda: move_license(row.id, **said(form), by=current_actor()),
            done=gettext("Moved: this is the new license."),
        )
