"""Leads: who asks for a place, how warm they are, who works on it, and what happened so far."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from app.access.permissions import Permission
from app.actions.leads.assign import assign_lead
from app.actions.leads.change import change_lead
from app.actions.leads.create import create_lead
from app.actions.leads.heat import set_heat
from app.actions.opportunities.open import open_opportunity
from app.core.errors import FoyerError
from app.models import Lead
from app.models.lead import LeadStatus
from app.queries.leads.page import enquiries_of, opportunity_of
from app.queries.leads.turn import owners_of
from app.rendering.stages import stage_said
from app.rules.lead_heat import RISING, Heat
from app.web.actor import current_actor
from app.web.formats import as_datetime
from app.web.forms import tidy
from app.web.model_view import FoyerModelView, action
from app.web.routes import ACTIONS, READ
from app.web.words import spoken
from views.base.by_actions import ByActions
from views.base.links import address_of, linked
from views.base.record import RecordPage, Stat, story_of
from views.base.said import filled
from views.base.verb_page import VerbPage
from views.leads.joining import Joining
from views.leads.words import HEATS, heat_badge, people, reasons_said

FACTS = ["name", "email", "phone", "company", "location", "places", "wanted_on", "source", "referrer", "referred_by", "message"]
TAKEN = {"code", "contact", "status", "origin", "heat", "owned_since", "asked_at", "heard_at", "closed_at", "key"}


class OwnerForm(DynamicForm):  # type: ignore[misc]
    owner_id = SelectField(_("Who works on it?"), choices=[])


class HeatForm(DynamicForm):  # type: ignore[misc]
    heat = SelectField(_("How warm?"), choices=[])
    reason = StringField(_("Why?"), filters=[tidy], validators=[InputRequired(_("Say why.")), Length(max=500)])


class LeadView(ByActions, Joining, RecordPage, VerbPage, FoyerModelView):
    """Nobody deletes leads: what came of them is what the figures are counted from."""

    datamodel = filled(Lead, *TAKEN)
    route_base = "/leads"
    include_route_methods = READ | ACTIONS | {"add", "edit", "history", "join", "owner_page", "heat_page"}
    method_permission_name = {
        "history": "read",
        "assign": "write",
        "heat": "write",
        "begin": "write",
        "join": "write",
        "owner_page": "write",
        "heat_page": "write",
    }
    list_title = _("Leads")
    add_title = _("New lead")
    list_columns = ["name", "company", "heat", "status", "owner", "location", "asked_at"]
    search_columns = [
        "name",
        "company",
        "email",
        "phone",
        "code",
        "status",
        "heat",
        "origin",
        "owner",
        "location",
        "source",
        "asked_at",
        "heard_at",
        "wanted_on",
    ]
    quick_search = "name"
    quick_columns = ("name", "company", "email", "phone", "code")
    quick_label = _("name, company, mail or phone")
    base_order = ("asked_at", "desc")
    more_columns = ("email", "phone", "places", "wanted_on", "source", "origin", "code", "heard_at")
    inline_columns = ("name", "company", "phone", "places", "wanted_on", "source")
    exportable = True
    label_columns = {
        "email": _("Mail"), "places": _("For how many"), "wanted_on": _("From when"), "asked_at": _("Asked"), "heard_at": _("Last heard of"),
        "source": _("How they heard of us"), "referrer": _("Sent by"), "referred_by": _("Sent by, as they said"), "owner": _("Works on it"),
        "origin": _("Came by"), "message": _("What they wrote"), "code": _("Number"), "closed_at": _("Closed"),
    }  # fmt: skip
    description_columns = {
        "email": _("A mail address, a phone number, or both."),
        "referrer": _("A member who sent them, and is rewarded when they sign."),
        "source": _("Such as a search, a fair, a sign at the door."),
    }
    add_columns, edit_columns = [*FACTS, "anyway"], FACTS
    add_form_extra_fields = {"anyway": BooleanField(_("This is another one"), description=_("For somebody who has an open lead already."))}
    show_fieldsets = [
        (_("Who"), {"fields": ["name", "company", "email", "phone"]}),
        (_("What they ask for"), {"fields": ["location", "places", "wanted_on", "message"]}),
        (_("Where they come from"), {"fields": ["source", "referrer", "referred_by", "origin", "asked_at", "heard_at", "closed_at"]}),
    ]
    formatters_columns = {**linked("location"), "heat": heat_badge}
    primary_action = "begin"
    untold = frozenset({"owned_since", "heard_at", "closed_at"})  # what they follow is told by itself
    empty_title = _("No leads yet.")
    empty_text = _("They come in through forms on your website, from other programs, out of a spreadsheet, or are typed here.")
    empty_icon = "message-circle"
    create_with, change_with = create_lead, change_lead

    def import_url(self) -> str:
        return url_for("LeadImportView.begin") if current_actor().may(Permission.LEAD_WRITE) else ""

    def create(self, asked: Any) -> Lead:
        return self.made(super().create(asked))

    def facts(self, row: Lead) -> list[Any]:
        owner = gettext("%(name)s works on it", name=str(row.owner)) if row.owner is not None else gettext("Nobody works on it yet")
        return [row.code, heat_badge(row.heat), owner, people(row.places)]

    def stats(self, row: Lead) -> list[Stat]:
        """Where the work on it goes on."""
        deal = opportunity_of(self.datamodel.session, row, by=current_actor())
        if deal is None:
            return []
        href = address_of("OpportunityView.show", opportunity_id=deal.id) if current_actor().may(Permission.OPPORTUNITY_READ) else ""
        return [Stat(gettext("Opportunity"), stage_said(deal.stage), href, hint=deal.code)]

    def status_of(self, row: Lead) -> str:
        return str(row.status.value)

    def may_edit(self, row: Lead) -> bool:
        return row.status is LeadStatus.OPEN

    def story_of(self, row: Lead) -> dict[str, Any]:
        return story_of(row, contact_id=row.contact_id, lead_id=row.id)

    def panels(self, row: Lead) -> list[dict[str, str]]:
        return [{"title": gettext("How it came"), "href": url_for("LeadView.history", pk=row.id)}]

    @expose("/history/<pk>")
    @has_access
    def history(self, pk: str) -> Any:
        """A fragment of the page: what was asked, its deal, and who may be the same person."""
        row, session = self.one(pk), self.datamodel.session
        asked = [(each, as_datetime(each.received_at, row), reasons_said(each)) for each in enquiries_of(session, row)]
        deal = opportunity_of(session, row, by=current_actor())
        standing = gettext("Opportunity %(code)s: %(stage)s.", code=deal.code, stage=spoken(deal.stage.value)) if deal is not None else ""
        return render_template("screens/leads/history.html", asked=asked, standing=standing, deal=deal, row=row, twins=self.twins(row))

    def may_act(self, name: str, row: Lead) -> bool:
        if name == "begin":
            return (
                row.status is LeadStatus.OPEN
                and current_actor().may(Permission.OPPORTUNITY_WRITE)
                and opportunity_of(self.datamodel.session, row) is None
            )
        return row.status is LeadStatus.OPEN

    @action("begin", _("Open opportunity"), icon="target", multiple=False)
    def begin(self, row: Lead) -> Any:
        try:
            deal = open_opportunity(row.id, by=current_actor())
        except FoyerError as refusal:
            flash(refusal.message, "warning")
            return redirect(url_for("LeadView.show", pk=row.id))
        flash(gettext("The opportunity is open, with its tasks."), "success")
        return redirect(url_for("OpportunityView.show", opportunity_id=deal.id))

    @action("assign", _("Hand over"), icon="user-check", multiple=False)
    def assign(self, row: Lead) -> Any:
        return redirect(url_for("LeadView.owner_page", pk=row.id))

    @action("heat", _("Set heat"), icon="trending-up", multiple=False)
    def heat(self, row: Lead) -> Any:
        return redirect(url_for("LeadView.heat_page", pk=row.id))

    @expose("/owner/<pk>", methods=("GET", "POST"))
    @has_access
    def owner_page(self, pk: str) -> Any:
        row, form = self.one(pk), OwnerForm()
        form.owner_id.choices = [
            ("", gettext("Nobody")),
            *((str(user.id), str(user)) for user in owners_of(self.datamodel.session, row.location_id)),
        ]
        if request.method == "GET":
            form.owner_id.data = str(row.owner_id or "")
        return self.verb_page(
            row,
            form,
            title=gettext("Hand %(lead)s over", lead=str(row)),
            hint=gettext("Open tasks of its opportunity go along, and the new owner gets a mail."),
            act=lambda: assign_lead(row.id, int(form.owner_id.data) if form.owner_id.data else None, by=current_actor()),
            done=gettext("Handed over."),
        )

    @expose("/heat/<pk>", methods=("GET", "POST"))
    @has_access
    def heat_page(self, pk: str) -> Any:
        row, form = self.one(pk), HeatForm()
        form.heat.choices = [(heat.value, HEATS[heat]()) for heat in reversed(RISING)]
        if request.method == "GET":
            form.heat.data = row.heat.value
        return self.verb_page(
            row,
            form,
            title=gettext("How warm is %(lead)s?", lead=str(row)),
            act=lambda: set_heat(row.id, Heat(form.heat.data), form.reason.data, by=current_actor()),
            done=gettext("Kept, with the reason."),
        )
