"""Files of tests that are kept: rows that hold them, and what is asked of them."""

from __future__ import annotations

import datetime as dt
from hashlib import sha256

import time_machine
from sqlalchemy import func, select

from app.models import Document
from app.queries.verify.books import verify

PDF = b"%PDF-1.7 one\n" * 100
DIGEST = sha256(PDF).hexdigest()
LATER = dt.timedelta(minutes=6)


def kept(session, content=PDF, name="one.pdf"):
    row = Document(name=name, media_type="application/pdf", sha256=sha256(content).hexdigest(), content=content)
    session.add(row)
    session.commit()
    return row


def held(session, row):
    """What is in its row, asked anew."""
    session.expire_all()
    found = session.execute(select(type(row).content, type(row).stored_id).where(type(row).id == row.id)).one()
    session.commit()
    return found


def rows(session, model):
    found = session.scalar(select(func.count()).select_from(model))
    session.commit()
    return found


def sound(session):
    found = {name: outcome.examples for name, outcome in verify(session).items() if outcome.violations}
    session.rollback()
    return found


def later():
    return time_machine.travel(dt.datetime.now(dt.UTC) + LATER, tick=True)
