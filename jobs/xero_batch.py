"""What one batch does in Xero: documents are created as drafts, then compared to the cent and authorised (I6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.access.actor import SYSTEM
from app.actions.steps.batch import Batch, fail, give_back
from app.actions.xero.record import Held, disagreement, record_agreed, record_created
from app.core.entity import db
from app.integrations.xero import Refusal, Xero, XeroDocument
from app.integrations.xero.values import ItemForXero
from app.queries.xero_matches import item_names
from app.queries.xero_papers import Books, Paper, PaperKind, papers
from jobs.xero_contacts import with_contacts
from jobs.xero_documents import DRAFTS, creator, finder, for_xero, held
from jobs.xero_keys import key_of


@dataclass
class Ready:
    """One job's connection, and what it has already made sure of over there."""

    xero: Xero
    target: Books
    items: frozenset[str] = frozenset()
    tracked: bool = False

    def prepare(self, wanted: Sequence[Paper], key: str) -> None:
        """The items and the tracking option that the lines name."""
        codes = {line.item_code for paper in wanted for line in paper.lines if line.item_code} - self.items
        if codes:
            names = item_names(db.session(), sorted(codes))
            db.session.rollback()
            self.xero.ensure_items([ItemForXero(code, names.get(code) or code) for code in sorted(codes)], key=f"{key}-items")
            self.items |= codes
        if self.target.tracking and not self.tracked:
            self.xero.ensure_tracking_option(*self.target.tracking, key=f"{key}-tracking")
            self.tracked = True


def create(ready: Ready, kind: PaperKind, batch: Batch) -> None:
    """Drafts of all of them; after an unknown outcome only of those that Xero turns out not to have."""
    wanted = papers(db.session(), kind, batch.document_ids, ready.target.connection_id)
    steps = dict(zip(batch.document_ids, batch.step_ids, strict=True))
    db.session.rollback()  # no transaction stays open while the vendor is asked
    if batch.uncertain:
        found = finder(ready.xero, kind)([paper.number for paper in wanted])
        record_created(kind, {paper.id: held(found[paper.number]) for paper in wanted if paper.number in found}, by=SYSTEM)
        rest = [paper for paper in wanted if paper.number not in found]
        if len(rest) != len(wanted):
            give_back([steps[paper.id] for paper in rest], by=SYSTEM)
            return
    ready.prepare(wanted, batch.call_key)
    known, refused = with_contacts(ready.xero, ready.target.connection_id, wanted)
    for paper, reason in refused:
        fail([steps[paper.id]], reason, by=SYSTEM)
    if not known:
        return
    if refused:  # another body than the key may have been used for: those who are left go under a new key
        give_back([steps[paper.id] for paper in known], by=SYSTEM)
        return
    sent = [for_xero(paper, ready.target) for paper in known]
    answers = creator(ready.xero, kind)(sent, key=key_of(batch.call_key, sent))
    created = {paper.id: held(told) for paper, told in zip(known, answers, strict=True) if isinstance(told, XeroDocument)}
    record_created(kind, created, by=SYSTEM)
    for paper, told in zip(known, answers, strict=True):
        if isinstance(told, Refusal):
            fail([steps[paper.id]], told.reason, by=SYSTEM)


def check(ready: Ready, kind: PaperKind, batch: Batch) -> None:
    """What Xero holds is what was approved, to the cent; then it is authorised."""
    wanted = papers(db.session(), kind, batch.document_ids, ready.target.connection_id)
    steps = dict(zip(batch.document_ids, batch.step_ids, strict=True))
    db.session.rollback()
    found = finder(ready.xero, kind)([paper.number for paper in wanted])
    agreed: list[Paper] = []
    for paper in wanted:
        told = found.get(paper.number)
        if told is None:
            fail([steps[paper.id]], f"Xero no longer has {paper.number}.", by=SYSTEM)
        elif reason := disagreement(Held("", "", paper.net, paper.vat, paper.total), held(told)):
            fail([steps[paper.id]], reason, by=SYSTEM)
        else:
            agreed.append(paper)
    drafts = [found[paper.number].xero_id for paper in agreed if found[paper.number].status in DRAFTS]
    refusals: dict[str, str] = {}
    if drafts:
        move = ready.xero.authorise_invoices if kind is PaperKind.INVOICE else ready.xero.authorise_credit_notes
        for xero_id, answer in zip(drafts, move(drafts, key=key_of(batch.call_key, drafts)), strict=True):
            if isinstance(answer, Refusal):
                refusals[xero_id] = answer.reason
    good = {}
    for paper in agreed:
        xero_id = found[paper.number].xero_id
        if xero_id in refusals:
            fail([steps[paper.id]], refusals[xero_id], by=SYSTEM)
        else:
            good[paper.id] = xero_id
    record_agreed(kind, good, by=SYSTEM)
