"""Proposals: what leads are offered, with the first invoice to the cent."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.access.permissions import Permission
from app.actions.contracts.create import create_contract
from app.actions.papers.remove import remove_paper
from app.actions.proposals.change import change_proposal
from app.actions.proposals.create import create_proposal
from app.core.errors import FoyerError
from app.models import Paper, Proposal
from app.models.paper import PaperStatus
from app.web.actor import current_actor
from app.web.model_view import FoyerModelView, action
from views.base.by_actions import ByActions
from views.base.said import filled
from views.papers.forms import BodyField
from views.papers.page import PaperPage

DRAFTED = ["addressee", "company", "email", "subject", "body", "valid_until"]
ANSWERED = ["signer_name", "signed_at", "signer_address", "signer_agent", "document_hash", "decline_reason"]


class ProposalView(PaperPage, ByActions, FoyerModelView):
    datamodel = filled(Proposal, "code", "addressee", "subject", "body", "valid_until")
    class_permission_name = "Proposal"
    route_base = "/proposals"
    method_permission_name = PaperPage.method_permission_name | {"contract": "write"}
    singular = _("proposal")
    list_title = _("Proposals")
    add_title = _("New proposal")
    add_columns = ["opportunity", "template", "valid_until"]
    edit_columns = DRAFTED
    edit_form_extra_fields = {"body": BodyField(_("Text"), description=PaperPage.description_columns["body"])}
    show_fieldsets = [
        (_("For whom"), {"fields": ["opportunity", "addressee", "company", "email", "template", "version"]}),
        (_("Its way"), {"fields": ["sent_at", "sent_by", "opened_at", "reminded_at", "valid_until", *ANSWERED]}),
    ]
    empty_text = _("A proposal shows a lead the first invoice to the cent, and is answered by a link.")
    empty_icon = "file-text"
    create_with, change_with, remove_with = create_proposal, change_proposal, remove_paper

    def may_act(self, name: str, row: Paper) -> bool:
        if name == "contract":
            return row.status is PaperStatus.ACCEPTED and current_actor().may(Permission.CONTRACT_WRITE)
        return super().may_act(name, row)

    @action("contract", _("Make the contract"), icon="file-text", multiple=False)
    def contract(self, row: Paper) -> Any:
        try:
            made = create_contract(proposal_id=row.id, by=current_actor())
        except FoyerError as refusal:
            flash(refusal.message, "warning")
            return redirect(url_for("ProposalView.show", pk=row.id))
        flash(gettext("A draft with the lines, prices and deposits of the proposal."), "success")
        return redirect(url_for("ContractView.show", pk=made.id))
