"""Gapless numbers: taken under the series' row lock, in the transaction that makes the documents (I2)."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from app.models import Location, NumberSeries
from app.models.number_series import DocumentType
from app.rules.document_number import document_number
from app.work import Work


def next_numbers(work: Work, location: Location, document_type: DocumentType, count: int) -> list[str]:
    """The next `count` numbers of the location's series, such as "KLF-00042" and "KLF-CN-00007".

    The prefix is read anew and stays until this transaction ends: a preview takes seconds, in which somebody may have carried on other numbers.
    """
    if not count:
        return []
    prefix = work.session.execute(select(Location.invoice_prefix).where(Location.id == location.id).with_for_update(read=True)).scalar_one()
    series = locked_series(work, prefix, document_type)
    first = series.last_number + 1
    series.last_number += count
    return [document_number(prefix, number, is_credit=document_type is DocumentType.CREDIT_NOTE) for number in range(first, first + count)]


def locked_series(work: Work, prefix: str, document_type: DocumentType) -> NumberSeries:
    """The counter, made if it was never used; nobody else takes a number until this transaction ends."""
    mine = {"prefix": prefix, "document_type": document_type}
    work.session.execute(insert(NumberSeries).values(**mine).on_conflict_do_nothing(index_elements=["prefix", "document_type"]))
    return work.session.scalars(select(NumberSeries).filter_by(**mine).with_for_update().execution_options(populate_existing=True)).one()
