"""The link to a paper that waits: sent again as another one, or taken back."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor
from app.access.paper_links import renewed, taken_back
from app.actions.deliveries.to_paper import want_paper_letter
from app.actions.papers.may import lock_paper
from app.core.errors import Refused
from app.models import Paper
from app.models.delivery import DeliveryKind
from app.models.opportunity import OPEN_STAGES
from app.models.paper import WAITING
from app.work import Work, transaction


def renew_paper_link(paper_id: int, *, by: Actor) -> Paper:
    """Mails another link to the same address; the one before opens nothing any more. Raises Refused once it is answered or over, or its deal is."""
    with transaction(by=by) as work:
        paper = _waiting(work, paper_id)
        if paper.opportunity.stage not in OPEN_STAGES:
            raise Refused(_("%(deal)s is closed.", deal=paper.opportunity))
        if paper.document_id is None:
            raise Refused(_("It is still being printed; its first mail goes in a moment."))
        renewed(paper)
        want_paper_letter(work, paper, DeliveryKind.PAPER_SENT, paper.email)
    return paper


def revoke_paper_link(paper_id: int, *, by: Actor) -> Paper:
    """Nobody can read or answer it until it is sent again."""
    with transaction(by=by) as work:
        paper = _waiting(work, paper_id)
        if paper.revoked_at is not None:
            raise Refused(_("Its link was taken back already."))
        taken_back(paper)
    return paper


def _waiting(work: Work, paper_id: int) -> Paper:
    paper = lock_paper(work, paper_id)
    if paper.status not in WAITING:
        raise Refused(_("%(paper)s does not wait for an answer.", paper=paper.code))
    return paper
