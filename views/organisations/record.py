"""Organisations: who is invoiced, with everything that happens to them in one place."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import SelectField

from app.access.permissions import Permission
from app.actions.organisations.change import change_organisation
from app.actions.organisations.create import create_organisation
from app.actions.organisations.move import move_organisation
from app.actions.organisations.remove import remove_organisation
from app.core.clock import today
from app.models import Organisation
from app.queries.contact_steps import contact_steps
from app.queries.organisation_figures import people_of
from app.rules.ways_to_pay import Way
from app.web.actor import current_actor
from app.web.model_view import FoyerModelView, action
from views.base.behind import Behind, behind, of_relation
from views.base.by_actions import ByActions
from views.base.links import linked
from views.base.record import Onward, RecordPage, Stat
from views.base.said import filled
from views.base.verb_page import VerbPage
from views.base.words import CODE_HINT
from views.deposits.ask import PAGES, AskDeposit
from views.deposits.record import DepositView
from views.licenses.record import LicenseView, licenses_in_force
from views.organisations.account import owed_stats, to_account
from views.organisations.leaving import PAGES as LEAVING
from views.organisations.leaving import WithLeaving
from views.organisations.next_invoice import PAGES as NEXT_INVOICE
from views.organisations.next_invoice import WithNextInvoice
from views.payments.kept_cards import PaymentMethodView
from views.people.last_visits import visits_stat
from views.people.members import MemberView
from views.prices.charges import AdhocView, LineItemView
from views.prices.discounts import DiscountView
from views.tickets.at_home import unsolved
from views.wallets.panel import PAGES as WALLET_PAGES
from views.wallets.panel import WithWallets

WAYS = _("Without card, nothing of theirs is paid by card: not in the portal, not in the shop, not automatically.")
EVERY_WAY = _("Every way")
MAILS = _("Several are separated by ;")


class WaysField(SelectField):  # type: ignore[misc]
    """What was written before anything read it can still be chosen, so that nobody widens it by saving something else."""

    def process_data(self, value: Any) -> None:
        super().process_data(value)
        if self.data and self.data not in dict(self.choices):
            self.choices = [*self.choices, (self.data, self.data)]


def ways_to_choose() -> list[tuple[str, str]]:
    both = "; ".join(Way)
    return [("", str(EVERY_WAY)), *((each, ways_said(each).capitalize()) for each in (*Way, both))]


def ways_said(text: str) -> str:
    """ "eft; card" as people say it; ways that the house does not know as they were written."""
    known = {"eft": gettext("bank transfer"), "card": gettext("card")}
    return ", ".join(known.get(each.strip().lower(), each.strip()) for each in (text or "").split(";") if each.strip())


class OrganisationView(ByActions, WithLeaving, AskDeposit, WithWallets, WithNextInvoice, RecordPage, VerbPage, FoyerModelView):
    datamodel = filled(Organisation, "code", "currency")
    route_base = "/organisations"
    imports = "organisations"
    list_title = _("Organisations")
    list_columns = ["name", "code", "location", "status", "invoice_email"]
    search_columns = ["name", "code", "location", "status", "invoice_email", "vat_number", "auto_pay", "currency"]
    quick_search = "name"
    base_order = ("name", "asc")
    more_columns = ("accounting_email", "vat_number", "registration_number", "currency", "payment_days", "auto_pay", "created_at")
    undone_by: ClassVar = {"pause": "resume", "resume": "pause"}
    primary_action = "welcome"
    inline_columns = ("name", "invoice_email", "accounting_email", "registration_number")
    exportable = True
    method_permission_name = (
        dict.fromkeys(("welcome", "pause", "resume", "offboard", "decline", "abandon"), "write")
        | PAGES
        | WALLET_PAGES
        | NEXT_INVOICE
        | LEAVING
    )
    label_columns = {
        "location": _("Home location"),
        "invoice_email": _("Invoices go to"),
        "accounting_email": _("Copies go to"),
        "payment_days": _("Days to pay"),
        "auto_pay": _("Pays by card automatically"),
        "rooms_on_invoice": _("Rooms on the invoice"),
        "buys_on_account": _("Buys on account"),
        "allowed_payments": _("Ways to pay"),
    }
    description_columns = {
        "code": CODE_HINT,
        "currency": _("Empty: that of the home location."),
        "invoice_email": MAILS,
        "accounting_email": MAILS,
        "payment_days": _("Empty: as the location says."),
        "rooms_on_invoice": _("What credits do not pay of a booking goes to the next invoice; otherwise it is refused."),
        "buys_on_account": _("Its people may put what they buy in the shop on the next invoice."),
        "allowed_payments": WAYS,
        "escalation_percent": _("Default for its licenses; empty: 8 %."),
        "escalation_date": _("Empty: as each license's dates say."),
    }
    add_form_extra_fields = edit_form_extra_fields = {
        "allowed_payments": WaysField(_("Ways to pay"), choices=ways_to_choose, default="", description=WAYS)
    }
    edit_fieldsets = [
        (_("Who"), {"fields": ["name", "code", "location", "registration_number", "vat_number", "address"]}),
        (
            _("Billing"),
            {
                "fields": [
                    "invoice_email",
                    "accounting_email",
                    "currency",
                    "payment_days",
                    "auto_pay",
                    "rooms_on_invoice",
                    "buys_on_account",
                    "allowed_payments",
                ]
            },
        ),
        (_("Escalation"), {"fields": ["escalation_percent", "escalation_date"], "expanded": False}),
    ]
    add_fieldsets = [(edit_fieldsets[0][0], {"fields": [*edit_fieldsets[0][1]["fields"], "status"]}), *edit_fieldsets[1:]]
    show_fieldsets = edit_fieldsets
    formatters_columns = {**linked("location"), "allowed_payments": ways_said}
    empty_title = _("No organisations yet.")
    empty_text = _("An organisation is a company, or a sole member, that you invoice.")
    related_views = [LicenseView, MemberView, AdhocView, LineItemView, DiscountView, DepositView, PaymentMethodView]
    create_with, change_with, remove_with = create_organisation, change_organisation, remove_organisation

    def create(self, asked: Any) -> Organisation:
        return self.made(super().create(asked))

    def facts(self, row: Organisation) -> list[Any]:
        return [row.code, str(row.location), row.invoice_email, gettext("status set by hand") if row.status_by_hand else ""]

    def status_of(self, row: Organisation) -> str:
        return row.status.value

    def stats(self, row: Organisation) -> list[Stat]:
        """Numbers that lead to the lists behind them, for who may open these."""
        found, here, day = people_of(self.datamodel.session, row.id), of_relation("organisation", row.id), today(row.location.zone)
        alone = gettext("No owner, so nobody can invite the team: choose one in this list.") if found.people and not found.owners else ""
        made = behind(
            self.datamodel.session,
            licenses_in_force(day, organisation=row.id),
            Behind(_("People"), "MemberView", here, hint=alone),
            Behind(_("Waiting charges"), "AdhocView", here | {"_flt_4_date": "2000-01-01"}),
            Behind(_("Invoices"), "InvoiceView", here),
            Behind(_("Overdue"), "InvoiceView", here | {"_flt_4_due_on": day.isoformat(), "_oc_InvoiceView": "due_on"}, warns=True),
            Behind(_("Payments"), "PaymentView", here),
            Behind(_("Bookings"), "BookingView", here),
            unsolved(organisation=row.id),
        )
        return (
            owed_stats(self.datamodel.session, row) + made + visits_stat(self.datamodel.session, row.location.zone, organisation_id=row.id)
        )

    def onward(self, row: Organisation) -> list[Onward]:
        return to_account(row)

    def panels(self, row: Organisation) -> list[dict[str, str]]:
        books = {"title": gettext("Customer in the books"), "href": url_for("OrganisationStepsView.show", pk=row.id)}
        steps = [books] if contact_steps(self.datamodel.session, row) else []
        return [*self.next_invoice_panels(row), *steps, *self.deposit_panels(row), *self.wallet_panels(row)]

    def may_act(self, name: str, row: Organisation) -> bool:
        if name == "ask_deposit":
            return current_actor().may(Permission.DEPOSIT_WRITE)
        if name == "leave":
            return self.may_leave(row)
        return Organisation.moves.may(row, name) if name in Organisation.moves.verbs else True

    def moved(self, verb: str, rows: Any, done: Any) -> Any:
        return self.each(rows, partial(move_organisation, verb=verb), done=done)

    @action("welcome", _("Make active"), icon="circle-check")
    def welcome(self, rows: Any) -> Any:
        return self.moved("welcome", rows, gettext("%(count)d made active."))

    @action(
        "pause",
        _("Make inactive"),
        _("Inactive organisations are not invoiced, and their licenses must have ended. Go on?"),
        icon="player-pause",
    )
    def pause(self, rows: Any) -> Any:
        return self.moved("pause", rows, gettext("%(count)d made inactive."))

    @action("resume", _("Make active again"), icon="player-play")
    def resume(self, rows: Any) -> Any:
        return self.moved("resume", rows, gettext("%(count)d made active again."))

    @action("offboard", _("Off-board"), _("Their licenses must have ended. Go on?"), icon="logout")
    def offboard(self, rows: Any) -> Any:
        return self.moved("offboard", rows, gettext("%(count)d off-boarded."))

    @action("decline", _("Decline"), _("Decline the chosen prospects?"), icon="circle-x")
    def decline(self, rows: Any) -> Any:
        return self.moved("decline", rows, gettext("%(count)d declined."))

    @action("abandon", _("Abandon"), _("Abandon the chosen prospects?"), icon="x", single=False)
    def abandon(self, rows: Any) -> Any:
        return self.moved("abandon", rows, gettext("%(count)d abandoned."))
