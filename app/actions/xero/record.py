"""Write down what Xero holds: created documents, agreed totals, contacts (I6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from app.access.actor import Actor
from app.core import clock
from app.core.events import Event
from app.core.money import plain
from app.models import CreditNote, CreditNoteLine, Invoice, InvoiceLine, Step, XeroContact
from app.models.step import StepName, StepState
from app.queries.xero_papers import PaperKind
from app.work import Work, transaction


@dataclass(frozen=True)
class DocumentInXero(Event):
    """Xero has the document, authorised, with our totals."""

    kind: str
    document_id: int


@dataclass(frozen=True, slots=True)
class Held:
    """A document as Xero told us: cents, and the ids of its lines in our order."""

    xero_id: str
    status: str
    net: int
    vat: int
    total: int
    line_ids: tuple[str, ...] = ()


def record_created(kind: PaperKind, held: Mapping[int, Held], *, by: Actor) -> None:
    """Xero has these documents as drafts; by document id."""
    with transaction(by=by) as work:
        for row, step in _documents(work, kind, StepName.XERO_CREATE, list(held)):
            told = held[row.id]
            row.xero_id = told.xero_id
            for line, line_id in zip(_lines(work, kind, row.id), told.line_ids, strict=False):
                line.xero_line_id = line_id
            step.done(told.xero_id, clock.now())


def record_agreed(kind: PaperKind, xero_ids: Mapping[int, str], *, by: Actor) -> None:
    """Totals equal to the cent, and authorised: the next step is the PDF."""
    with transaction(by=by) as work:
        for row, step in _documents(work, kind, StepName.XERO_CHECK, list(xero_ids)):
            if step.state is not StepState.DONE:
                step.done(xero_ids[row.id], clock.now())
                work.emit(DocumentInXero(kind.value, row.id), key=f"{kind.value}-{row.id}-{step.attempt}")


def record_contact(organisation_id: int, connection_id: int, contact_id: str, told: str | None = None, *, by: Actor) -> None:
    """Which contact of that Xero organisation stands for the customer, and what Xero was told of it if it was told anything."""
    with transaction(by=by) as work:
        known = {"contact_id": contact_id} | ({"told": told} if told is not None else {})
        row = insert(XeroContact).values(organisation_id=organisation_id, xero_connection_id=connection_id, **known)
        work.session.execute(row.on_conflict_do_update(index_elements=["organisation_id", "xero_connection_id"], set_=known))


def disagreement(ours: Held, theirs: Held) -> str:
    """Why the totals differ, both sides shown; empty when they agree. Nothing is ever adjusted by itself (I6)."""
    if (ours.net, ours.vat, ours.total) == (theirs.net, theirs.vat, theirs.total):
        return ""
    words: str = _(
        "Foyer has net %(net)s, VAT %(vat)s, total %(total)s; Xero has net %(their_net)s, VAT %(their_vat)s, total %(their_total)s.",
        net=plain(ours.net),
        vat=plain(ours.vat),
        total=plain(ours.total),
        their_net=plain(theirs.net),
        their_vat=plain(theirs.vat),
        their_total=plain(theirs.total),
    )
    return words


def _documents(work: Work, kind: PaperKind, name: StepName, ids: Sequence[int]) -> list[tuple[Any, Step]]:
    model: Any = Invoice if kind is PaperKind.INVOICE else CreditNote
    column = Step.invoice_id if kind is PaperKind.INVOICE else Step.credit_note_id
    query = (
        select(model, Step)
        .join(Step, column == model.id)
        .where(model.id.in_(ids), Step.name == name)
        .order_by(model.id)
        .with_for_update(of=(model, Step))
        .execution_options(populate_existing=True)
    )
    return [(row, step) for row, step in work.session.execute(query)]


def _lines(work: Work, kind: PaperKind, document_id: int) -> Sequence[Any]:
    model: Any = InvoiceLine if kind is PaperKind.INVOICE else CreditNoteLine
    owner = model.invoice_id if kind is PaperKind.INVOICE else model.credit_note_id
    return work.session.scalars(select(model).where(owner == document_id).order_by(model.position)).all()
