"""The migration that makes how numbers begin a promise: what was meant is written down, numbers that were given stay, and what is no beginning is named."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import Any

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import text

from app.access.actor import SYSTEM
from app.actions.invoices.numbers import next_numbers
from app.models import Location
from app.models.number_series import DocumentType
from app.queries.verify.documents import NUMBERS_WITHOUT_GAP
from app.work import transaction

STEP: Any = importlib.import_module("app.migrations.versions.0071_how_numbers_begin")


@pytest.fixture
def before(session: Any) -> Iterator[Any]:
    """The tables as they were: any beginning. Afterwards they have their promise again, and nothing that breaks it."""
    with_step(session, STEP.downgrade)
    yield session
    session.rollback()
    session.execute(text("UPDATE location SET invoice_prefix = 'L' || id"))
    if session.scalar(text("SELECT count(*) FROM pg_constraint WHERE conname = 'ck_location_numbers_begin_well'")) == 0:
        session.execute(text("DELETE FROM number_series"))
        with_step(session, STEP.upgrade)


def with_step(session: Any, step: Any) -> None:
    with Operations.context(MigrationContext.configure(session.connection())):
        step()
    session.commit()


def numbered(make: Any, location: Location, invoices: int, credit_notes: int = 0) -> list[str]:
    """Documents with the next numbers of its series."""
    with transaction(by=SYSTEM) as work:
        found = (
            next_numbers(work, location, DocumentType.INVOICE, invoices),
            next_numbers(work, location, DocumentType.CREDIT_NOTE, credit_notes),
        )
    for number in found[0]:
        make.invoice(make.organisation(location), number=number)
    for number in found[1]:
        make.credit_note(make.organisation(location), number=number)
    return [*found[0], *found[1]]


def beginnings(session: Any) -> dict[str, str]:
    return {row.code: row.invoice_prefix for row in session.execute(text("SELECT code, invoice_prefix FROM location"))}


def series(session: Any) -> list[Any]:
    return [
        tuple(row)
        for row in session.execute(
            text('SELECT prefix, document_type, first_number, last_number FROM number_series ORDER BY prefix COLLATE "C", document_type')
        )
    ]


def test_numbers_that_were_given_stay_and_the_capital_series_goes_on_after_them(make: Any, before: Any) -> None:
    small, shares, fresh = (
        make.location(code="ONE", invoice_prefix="klf"),
        make.location(code="TWO", invoice_prefix="klf"),
        make.location(code="NEW", invoice_prefix=" rsb "),
    )
    assert numbered(make, small, 2, 1) == ["klf-00001", "klf-00002", "klf-CN-00001"]
    before.execute(
        text("INSERT INTO number_series (prefix, document_type, first_number, last_number) VALUES (' rsb ', 'invoice', 413, 412)")
    )
    before.commit()
    with_step(before, STEP.upgrade)
    assert beginnings(before) == {"ONE": "KLF", "TWO": "KLF", "NEW": "RSB"}
    kept, goes_on = [("klf", "credit_note", 1, 1), ("klf", "invoice", 1, 2)], [("KLF", "credit_note", 2, 1), ("KLF", "invoice", 3, 2)]
    assert series(before) == [*goes_on, ("RSB", "invoice", 413, 412), *kept]
    assert NUMBERS_WITHOUT_GAP.outcome(before).examples == []
    before.expire_all()
    assert (numbered(make, small, 1, 1), numbered(make, shares, 1), numbered(make, fresh, 1)) == (
        ["KLF-00003", "KLF-CN-00002"],
        ["KLF-00004"],
        ["RSB-00413"],
    )
    assert NUMBERS_WITHOUT_GAP.outcome(before).examples == []


@pytest.mark.parametrize(
    ("here", "there", "named"),
    [
        ("klf", "KLF", r"like this.*: ONE \('klf'\)\."),
        ("klf", " klf ", r": ONE \('klf'\), TWO \(' klf '\)\."),
        ("klf", None, r": ONE \('klf'\)\."),
        ("klf-cn", "A1", r": ONE \('klf-cn'\)\."),
        ("k l f", "A1", r": ONE \('k l f'\)\."),
    ],
    ids=["another has it in capitals", "two become one", "a series has it in capitals", "ends as credit notes", "no beginning"],
)
def test_what_would_make_two_series_one_or_is_no_beginning_is_named_and_nothing_is_done(
    make: Any, before: Any, here: str, there: str | None, named: str
) -> None:
    small = make.location(code="ONE", invoice_prefix=here)
    other = make.location(code="TWO", invoice_prefix=there or "KLF")
    numbered(make, small, 1)
    if there is None:
        numbered(make, other, 1)
        before.execute(text("UPDATE location SET invoice_prefix = 'A1' WHERE id = :id"), {"id": other.id})
    elif there == " klf ":
        numbered(make, other, 1)
    before.commit()
    was = beginnings(before), series(before)
    with pytest.raises(RuntimeError, match=named):
        with_step(before, STEP.upgrade)
    before.rollback()
    assert (beginnings(before), series(before)) == was
    assert NUMBERS_WITHOUT_GAP.outcome(before).examples == []
