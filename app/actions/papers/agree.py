"""Say yes to a paper by its link: a proposal is accepted, a contract signed (C7)."""

from __future__ import annotations

from flask_babel import gettext as _

from app.actions.papers.answered import tell_answer
from app.actions.papers.by_link import READER, locked_by, require_waiting
from app.actions.papers.events import PaperAgreed
from app.actions.papers.stage import comes_to
from app.core.clock import now
from app.core.errors import Conflict, Refused
from app.models import Opportunity, Paper
from app.models.opportunity import Stage
from app.models.paper import AGREED, PaperKind
from app.work import transaction


def agree(secret: str, *, name: str, consents: bool, document_hash: str, address: str, agent: str) -> Paper:
    """Keeps who, when, from where and to which file. A second yes is a no-op.

    `document_hash` is that of the file which the page showed. Raises Missing, Refused at the field, Conflict for another file.
    """
    name = " ".join(name.split())[:200]
    with transaction(by=READER) as work:
        paper = locked_by(work, secret)
        if paper.status in AGREED:
            return paper
        require_waiting(paper)
        if len(name) < 3:
            raise Refused(_("Type your full name."), field="name")
        if not consents:
            raise Refused(_("Tick that you agree."), field="consents")
        if document_hash != paper.document_hash:
            raise Conflict(_("This page is old. Read it again before you agree."))
        Paper.moves.move(paper, "accept" if paper.kind is PaperKind.PROPOSAL else "sign")
        paper.signed_at = paper.answered_at = now()
        paper.signer_name, paper.signer_address, paper.signer_agent = name, address[:60], " ".join(agent.split())[:400]
        tell_answer(work, paper)
        comes_to(work, work.lock(Opportunity, paper.opportunity_id), Stage.CONTRACT)
        work.emit(PaperAgreed(paper.id))
    return paper
