"""Contracts: what both sides sign, out of an accepted proposal or alone."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.actions.contracts.change import change_contract
from app.actions.contracts.create import create_contract
from app.actions.papers.remove import remove_paper
from app.models import Contract
from app.web.model_view import FoyerModelView
from views.base.by_actions import ByActions
from views.base.said import filled
from views.papers.forms import BodyField
from views.papers.page import PaperPage
from views.papers.proposals import ANSWERED, DRAFTED


class ContractView(PaperPage, ByActions, FoyerModelView):
    datamodel = filled(Contract, "code", "addressee", "subject", "body", "valid_until")
    class_permission_name = "Contract"
    route_base = "/contracts"
    singular = _("contract")
    list_title = _("Contracts")
    add_title = _("New contract")
    add_columns = ["opportunity", "template", "term_months", "notice_months", "valid_until"]
    edit_columns = [*DRAFTED, "term_months", "notice_months"]
    edit_form_extra_fields = {"body": BodyField(_("Text"), description=PaperPage.description_columns["body"])}
    show_fieldsets = [
        (_("For whom"), {"fields": ["opportunity", "addressee", "company", "email", "template", "version"]}),
        (_("Terms"), {"fields": ["term_months", "notice_months"]}),
        (_("Its way"), {"fields": ["sent_at", "sent_by", "opened_at", "reminded_at", "valid_until", *ANSWERED]}),
    ]
    description_columns = PaperPage.description_columns | {
        "term_months": _("Empty: until one side ends it."),
        "notice_months": _("Whole months; empty: none."),
    }
    empty_text = _("A contract takes over what a proposal said and is signed by a link.")
    empty_icon = "file-certificate"
    create_with, change_with, remove_with = create_contract, change_contract, remove_paper
