"""Seals: what was approved and what was sent is letter by letter what it was."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import null, select
from sqlalchemy.orm import Session

from app.core.month import Month
from app.models import CreditNote, CreditNoteLine, Invoice, InvoiceLine, Location, MonthClose
from app.queries.month_documents import documents_of
from app.queries.verify.promise import Promise, Recomputed
from app.rules.document_hash import HashedDocument, HashedLine, canonical, document_hash
from app.rules.month_chain import chained

BATCH = 2000


def altered_documents(session: Session) -> Iterator[str]:
    """Numbers of documents whose rows no longer give their hash. Those whose term is over have forgotten the buyer that was hashed."""
    for document, line, owner in (
        (Invoice, InvoiceLine, InvoiceLine.invoice_id),
        (CreditNote, CreditNoteLine, CreditNoteLine.credit_note_id),
    ):
        kind: Any = document
        query = (
            select(
                kind.content_hash,
                kind.number,
                kind.currency,
                kind.issued_on,
                Invoice.due_on if kind is Invoice else null(),
                kind.seller,
                kind.buyer,
                kind.net_cents,
                kind.vat_cents,
                kind.total_cents,
                line.description,
                line.net_cents,
                line.vat_cents,
                line.vat_percent,
            )
            .outerjoin(line, owner == kind.id)
            .where(kind.number.is_not(None), ~kind.buyer.has_key("forgotten"))
            .order_by(kind.id, line.position)
            .execution_options(yield_per=BATCH)
        )
        for head, rows in groupby(session.execute(query), key=lambda row: row[:10]):
            kept, number, currency, issued_on, due_on, seller, buyer, *money = head
            facts = HashedDocument(number, currency, issued_on, due_on, canonical(seller), canonical(buyer), *money)
            if document_hash(facts, (HashedLine(*row[10:]) for row in rows if row[10] is not None)) != kept:
                yield f"{number} is not what was approved"


def broken_chains(session: Session) -> Iterator[str]:
    """Closes whose documents changed, or that do not follow the close before."""
    query = select(MonthClose, Location.name).join(Location).order_by(MonthClose.location_id, MonthClose.month)
    for _, closes in groupby(session.execute(query).all(), key=lambda row: row[0].location_id):
        previous, expected = "", None
        for close, place in closes:
            if close.previous_hash != previous or (expected is not None and close.month != expected):
                yield f"{place} {close.month} does not follow the close before"
            elif close.documents_hash != chained(previous, _documents(session, close)):
                yield f"{place} {close.month} has other documents than when it was closed"
            previous, expected = close.documents_hash, close.month.next


def _documents(session: Session, close: MonthClose) -> list[tuple[str, str]]:
    month: Month = close.month
    return documents_of(session, close.location_id, month)


CONTENT = Recomputed("I4", "Every approved document is what it was: its hash, computed again from its rows, agrees.", altered_documents)

FILES = Promise(
    "I4.pdf",
    "Every kept file is what was printed: its hash agrees, and every printed document still has its own file.",
    """
    SELECT f.name || ' is not what was kept' FROM document f LEFT JOIN stored_file s ON s.id = f.stored_id
    WHERE f.sha256 <> coalesce(s.sha256, encode(sha256(f.content), 'hex')) AND NOT (f.stored_id IS NULL AND f.content = ''
        AND (EXISTS (SELECT FROM invoice WHERE document_id = f.id AND buyer ? 'forgotten')
             OR EXISTS (SELECT FROM credit_note WHERE document_id = f.id AND buyer ? 'forgotten')))
    UNION ALL
    SELECT coalesce(i.number, n.number) || ' was printed and has lost its file'
    FROM step s LEFT JOIN invoice i ON i.id = s.invoice_id LEFT JOIN credit_note n ON n.id = s.credit_note_id
    WHERE s.name = 'pdf' AND s.external_id <> coalesce(i.document_id, n.document_id, 0)::text
    """,
)

MONTHS = Recomputed("I4.months", "Closed months are chained: each close holds its documents and follows the close before.", broken_chains)
