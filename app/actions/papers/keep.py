"""Keep the printed PDF of a paper, as it was sent or sealed, and let its mails begin."""

from __future__ import annotations

from hashlib import sha256

from app.access.actor import Actor, require
from app.actions.deliveries.to_paper import want_paper_letter
from app.actions.papers.answered import our_address
from app.actions.papers.may import WRITE
from app.models import Document, Paper
from app.models.delivery import DeliveryKind
from app.models.paper import AGREED
from app.work import Work, transaction


def keep_paper(paper_id: int, content: bytes, *, by: Actor) -> Paper:
    """What is sent. A second one is not kept: what was sent stays. The mail with the link follows."""
    with transaction(by=by) as work:
        paper = work.lock(Paper, paper_id)
        require(by, WRITE[paper.kind], paper)
        if paper.document_id is None:
            kept = _kept(work, paper, f"{paper.code}.pdf", content)
            paper.document_id, paper.document_hash = kept.id, kept.sha256
            want_paper_letter(work, paper, DeliveryKind.PAPER_SENT, paper.email)
    return paper


def keep_sealed(paper_id: int, content: bytes, *, by: Actor) -> Paper:
    """The same with its signature. It goes to who signed, and to the location."""
    with transaction(by=by) as work:
        paper = work.lock(Paper, paper_id)
        require(by, WRITE[paper.kind], paper)
        if paper.status in AGREED and paper.sealed_id is None:
            paper.sealed_id = _kept(work, paper, f"{paper.code}-signed.pdf", content).id
            for address in dict.fromkeys(each.lower() for each in (paper.email, our_address(paper)) if each):
                want_paper_letter(work, paper, DeliveryKind.PAPER_SIGNED, address)
    return paper


def _kept(work: Work, paper: Paper, name: str, content: bytes) -> Document:
    return work.add(
        Document(
            location_id=paper.location_id, name=name, media_type="application/pdf", sha256=sha256(content).hexdigest(), content=content
        )
    )
