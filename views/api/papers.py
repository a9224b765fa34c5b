"""Proposals, contracts, their lines and their templates."""

from __future__ import annotations

from typing import Any

from app.actions.contracts.change import change_contract
from app.actions.contracts.create import create_contract
from app.actions.papers.lines import add_line, change_line, remove_line
from app.actions.papers.link import renew_paper_link, revoke_paper_link
from app.actions.papers.next_version import next_version
from app.actions.papers.remove import remove_paper
from app.actions.papers.send import send_paper
from app.actions.proposals.change import change_proposal
from app.actions.proposals.create import create_proposal
from app.actions.templates.change import change_template
from app.actions.templates.create import create_template
from app.actions.templates.remove import remove_template
from app.models import Contract, PaperLine, Proposal, Template
from app.web.interface import ScopedInterface
from views.api.resource import writable
from views.api.writable import Verb, WritableApi, fields_of

VERBS = {
    "send": Verb(send_paper),
    "next_version": Verb(next_version),
    "renew_link": Verb(renew_paper_link),
    "revoke_link": Verb(revoke_paper_link),
}
# What opens the link is no business of programs.
SHOWN = [
    "id", "public_id", "code", "version", "status", "location_id", "opportunity_id", "template_id", "replaces_id", "language", "currency", "addressee",
    "company", "email", "subject", "body", "valid_until", "first_invoice", "monthly", "sent_at", "sent_by", "opened_at", "answered_at",
    "decline_reason", "signed_at", "signer_name", "document_id", "document_hash", "sealed_id", "created_at",
]  # fmt: skip
LISTED = [
    "id",
    "code",
    "version",
    "status",
    "location_id",
    "opportunity_id",
    "addressee",
    "company",
    "valid_until",
    "sent_at",
    "opened_at",
    "signed_at",
]


class ProposalApi(WritableApi):
    """A draft, then its lines (`paper_line`), then the verb `send`. Answers come by the link alone."""

    resource_name = "proposal"
    datamodel = ScopedInterface(Proposal)
    show_columns, list_columns = SHOWN, LISTED
    create_with, change_with, remove_with = create_proposal, change_proposal, remove_paper
    verbs: dict[str, Any] = VERBS


class ContractApi(WritableApi):
    """With `proposal_id` it takes over the lines of an accepted proposal."""

    resource_name = "contract"
    datamodel = ScopedInterface(Contract)
    show_columns, list_columns = [*SHOWN, "proposal_id", "term_months", "notice_months"], LISTED
    create_with, change_with, remove_with = create_contract, change_contract, remove_paper
    verbs: dict[str, Any] = VERBS


class PaperLineApi(WritableApi):
    """Of a draft alone; its paper is said when it is made."""

    resource_name = "paper_line"
    class_permission_name = "Proposal"
    datamodel = ScopedInterface(PaperLine)
    add_columns = ["paper_id", *fields_of(change_line)]
    create_with, change_with, remove_with = add_line, change_line, remove_line

    def create(self, given: dict[str, Any]) -> PaperLine:
        return super().create({"paper_id": 0, **given})  # type: ignore[no-any-return]


TemplateApi = writable(Template, create_template, change_template, remove_template)
