"""Proposals and contracts when somebody is forgotten, and when their term is over."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from sqlalchemy import text

from app.access.actor import SYSTEM
from app.access.paper_links import secret_of
from app.actions.papers.agree import agree
from app.actions.papers.decline import decline
from app.actions.papers.keep import keep_sealed
from app.actions.privacy.keep_to_term import keep_to_term
from app.models import Document, Paper
from app.models.personal import REGISTER
from app.queries.retention import report
from tests.offers import proposal, sent

NOON = dt.datetime(2026, 6, 10, 10, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def in_june():
    with time_machine.travel(NOON, tick=False):
        yield


def signed(make):
    paper = sent(make)
    agree(secret_of(paper), name="Thandi Nkosi", consents=True, document_hash=paper.document_hash, address="203.0.113.7", agent="Phone")
    return keep_sealed(paper.id, b"%PDF sealed", by=SYSTEM)


def test_what_nobody_agreed_to_goes_after_its_term_with_its_file_and_what_was_signed_stays(make, session):
    declined, waits, draft, kept = sent(make), sent(make), proposal(make), signed(make)
    decline(secret_of(declined), reason="No")
    assert session.query(Document).count() == 4
    with time_machine.travel(NOON + dt.timedelta(days=400), tick=False):
        due = next(each.due for each in report(session) if each.name == "retention.papers")
        assert (due, keep_to_term("retention.papers", by=SYSTEM)) == (1, 1)
    session.expire_all()
    assert {paper.id for paper in session.query(Paper)} == {waits.id, draft.id, kept.id}
    assert session.query(Document).count() == 3


def test_an_erasure_takes_what_was_never_agreed_and_leaves_what_was_signed(make, session):
    waits, kept = sent(make), signed(make)
    mails = [waits.email, kept.email]
    user = make.user("Member")
    session.execute(
        text("INSERT INTO erasure (user_id, asked_by, state, begun_at) VALUES (:user, 'Pat', 'working', now())"), {"user": user.id}
    )
    condition = REGISTER["paper"].of
    session.execute(text(f"DELETE FROM paper WHERE {condition}").bindparams(mails=mails))
    session.commit()
    assert [paper.id for paper in session.query(Paper)] == [kept.id]
    assert session.query(Paper).one().signer_name == "Thandi Nkosi"
