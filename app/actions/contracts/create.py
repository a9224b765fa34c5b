"""Begin a contract: out of an accepted proposal, whose lines it takes over, or alone."""

from __future__ import annotations

from typing import Any, Unpack

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.papers.copy import copy_lines
from app.actions.papers.draft import new_draft
from app.actions.papers.fields import ContractFields
from app.core.errors import Refused
from app.models import Contract, Paper
from app.models.paper import PaperKind, PaperStatus
from app.work import Work, transaction


def create_contract(*, by: Actor, **fields: Unpack[ContractFields]) -> Contract:
    """The term is the longest commitment of its lines where nothing is said. Raises Refused at the field that is wrong."""
    with transaction(by=by) as work:
        require(by, Permission.CONTRACT_WRITE)
        proposal = _accepted(work, fields.get("proposal_id"))
        said: dict[str, Any] = dict(fields)
        if proposal is not None:
            said |= {"opportunity_id": proposal.opportunity_id}
            usual: dict[str, Any] = {"addressee": proposal.addressee, "company": proposal.company, "email": proposal.email}
            usual |= {
                "term_months": max((line.commitment_months or 0 for line in proposal.lines), default=0) or None,
                "notice_months": _notice(proposal),
            }
            said = usual | {name: value for name, value in said.items() if value not in (None, "")}
        contract = Contract()
        new_draft(work, contract, said)
        if proposal is not None:
            copy_lines(work, proposal, contract)
    return contract


def _accepted(work: Work, proposal_id: int | None) -> Paper | None:
    if not proposal_id:
        return None
    proposal = work.get(Paper, proposal_id)
    if proposal.kind is not PaperKind.PROPOSAL or proposal.status is not PaperStatus.ACCEPTED:
        raise Refused(_("A contract comes out of a proposal that was accepted."), field="proposal")
    return proposal


def _notice(proposal: Paper) -> int | None:
    """The longest of its memberships, in whole months."""
    return max((line.membership.notice_months or 0 for line in proposal.lines), default=0) or None
