"""Licenses: who has which membership and space, from when until when, and the verbs of their life."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from flask import url_for
from flask_appbuilder.models.sqla.filters import BaseFilter
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from markupsafe import Markup
from wtforms import DateField, HiddenField
from wtforms.validators import Optional

from app.access.permissions import Permission
from app.actions.licenses.change import change_license
from app.actions.licenses.create import create_license
from app.actions.licenses.fields import PRICING
from app.actions.licenses.remove import remove_license
from app.actions.said import notice
from app.core.clock import today
from app.models import License
from app.queries.organisation_figures import in_force
from app.web.actor import current_actor
from app.web.formats import as_bool, as_date, as_money
from app.web.model_view import FoyerModelView
from views.base.behind import Behind, behind, of_relation
from views.base.by_actions import AddedOnce, ByActions
from views.base.links import linked
from views.base.record import RecordPage, Stat
from views.base.said import filled
from views.base.verb_page import VerbPage
from views.base.words import CODE_HINT
from views.deposits.ask import AskDeposit
from views.invoices.lines import InvoiceLineView
from views.licenses.forms import said_pause
from views.licenses.money import LicenseMoney
from views.licenses.parts import LicenseAgreementView, LicensePauseView, LicensePriceView
from views.licenses.verbs import LicenseVerbs
from views.prices.charges import LineItemView
from views.prices.discounts import DiscountView


class InForceOn(BaseFilter):  # type: ignore[misc]
    name = _("in force on")
    arg_name = "in_force"

    def apply(self, query: Any, value: Any) -> Any:
        return query.filter(*in_force(value))


def in_force_list(day: dt.date) -> str:
    """The address of the licenses that run on that day."""
    return url_for("LicenseView.list", _flt_4_starts_on=day.isoformat())


def licenses_in_force(day: dt.date, **whose: int) -> Behind:
    """Those that run on that day. `whose`: organisation, user, location, space or membership, by number."""
    return Behind(
        _("Licenses in force"),
        "LicenseView",
        {"_flt_4_starts_on": day.isoformat()} | {f"_flt_0_{name}": row_id for name, row_id in whose.items()},
    )


def linked_license(row: License | None) -> Markup | str:
    """The license before or after a move, with the organisation it belongs to."""
    if row is None:
        return ""
    return Markup("{} ({})").format(linked("license")["license"](row), row.organisation.name)


class LicenseView(AddedOnce, ByActions, LicenseVerbs, LicenseMoney, AskDeposit, RecordPage, VerbPage, FoyerModelView):
    datamodel = filled(License, "code")
    route_base = "/licenses"
    imports = "licenses"
    list_title = _("Licenses")
    list_columns = ["code", "organisation", "user", "membership", "location", "starts_on", "ends_on"]
    search_columns = ["code", "organisation", "user", "membership", "space", "location", "starts_on", "ends_on", "commitment_months"]
    quick_search = "code"
    quick_columns = ("code", "organisation.name", "user.last_name", "user.first_name")
    quick_label = _("code, organisation or person")
    base_order = ("starts_on", "desc")
    more_filters: ClassVar = {"starts_on": (InForceOn,)}
    more_columns = ("space", "commitment_months", "commitment_start", "custom_price_cents", "custom_price_end", "net_price", "end_reason")
    exportable = True
    label_columns = {
        "user": _("Person"),
        "starts_on": _("First day"),
        "ends_on": _("Last day"),
        "end_reason": _("Reason of the end"),
        "commitment_months": _("Months committed"),
        "commitment_start": _("Committed from"),
        "custom_price_cents": _("Custom price"),
        "custom_price_end": _("Custom price until"),
        "custom_price_reason": _("Reason of the custom price"),
        "custom_price_by": _("Custom price by"),
        "net_price": _("No discounts"),
        "agreed_since": _("Agreed like this since"),
        "occupancy_reason": _("Reason to exceed the space"),
        "replaces": _("Goes on from"),
        "replaced_by": _("Goes on as"),
    }
    description_columns = {
        "code": CODE_HINT,
        "ends_on": _("Empty: until further notice."),
        "commitment_start": _("Empty: the first day."),
        "custom_price_cents": _("Written like 2950.00, a month without VAT; empty: the membership's price."),
        "net_price": _("The price is final: no commitment, volume or other discount."),
        "occupancy_reason": _("Only when the space is full and one more may come in."),
        "escalation_percent": _("Empty: as the organisation."),
        "agreed_from": _(
            "Empty: a commitment from its own first day, all else from the first day that is not billed yet. From an earlier day, what was billed is corrected."
        ),
    }
    terms = [
        (_("Price"), {"fields": ["custom_price_cents", "custom_price_end", "custom_price_reason", "net_price"], "expanded": False}),
        (_("Commitment"), {"fields": ["commitment_months", "commitment_start"], "expanded": False}),
        (_("Escalation"), {"fields": ["escalation_percent", "escalation_date"], "expanded": False}),
    ]
    add_fieldsets = [
        (
            _("License"),
            {"fields": ["organisation", "user", "membership", "space", "starts_on", "ends_on", "code", "occupancy_reason", "form_key"]},
        ),
        *terms,
    ]
    edit_fieldsets = [
        (_("License"), {"fields": ["user", "space", "occupancy_reason", "version"]}),
        *terms[:2],
        (_("From when another price or commitment holds"), {"fields": ["agreed_from"], "expanded": False}),
        *terms[2:],
    ]
    edit_form_extra_fields = {"version": HiddenField(), "agreed_from": DateField(_("Holds from"), validators=[Optional()])}
    show_fieldsets = [
        (_("Who and where"), {"fields": ["organisation", "user", "membership", "space", "location", "occupancy_reason"]}),
        (_("When"), {"fields": ["starts_on", "ends_on", "end_reason", "commitment_months", "commitment_start", "agreed_since", "replaces", "replaced_by"]}),
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
    formatters_columns = linked("organisation", "user", "membership", "space", "location") | {
        "custom_price_cents": lambda value, row: as_money(value, row) if value is not None else gettext("No, the membership's"),
        "net_price": lambda value: as_bool(value) if value else "",
        "replaces": lambda row: linked_license(row),
        "replaced_by": lambda rows: Markup(", ").join(linked_license(row) for row in rows),
    }
    empty_text = _("A license gives somebody a membership and a space, and is billed every month.")
    related_views = [InvoiceLineView, LicensePauseView, LicenseAgreementView, LicensePriceView, DiscountView, LineItemView]
    create_with, change_with, remove_with = create_license, change_license, remove_license

    def create(self, asked: Any) -> License:
        return self.made(self.one(super().create(asked)))

    def change(self, row: License, asked: Any) -> License:
        return change_license(row.id, version=asked.version.data or "", **self.given(asked), by=current_actor())

    def trimmed(self, form: Any) -> Any:
        """Who may not set prices is not asked for one; whoever looks for another membership is told where that is."""
        if "version" in form:  # one that is there already
            form.space.description = gettext("Another membership, organisation or location: that is a move, on the license's page.")
        if not current_actor().may(Permission.LICENSE_PRICE):
            for name in PRICING & set(form.data):
                del form[name]
        return form

    def stats(self, row: License) -> list[Stat]:
        here = of_relation("license", row.id)
        return behind(
            self.datamodel.session,
            Behind(_("Invoice lines"), "InvoiceLineView", here),
            Behind(_("Recurring charges"), "LineItemView", here),
            Behind(_("Discounts"), "DiscountView", here),
            Behind(_("Deposits"), "DepositView", here),
        )

    def title_of(self, row: License) -> str:
        return f"{row.code} · {row.organisation.name}"

    def facts(self, row: License) -> list[Any]:
        until = as_date(row.ends_on) if row.ends_on else gettext("further notice")
        paused = [said_pause(pause) for pause in row.pauses if pause.ends_on is None or pause.ends_on >= today(row.location.zone)]
        told = [str(row.membership), *paused, gettext("%(first)s until %(last)s", first=as_date(row.starts_on), last=until)]
        under = notice(row.membership)
        return [*told, gettext("notice of %(notice)s", notice=under)] if under and not row.ends_on else told

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
