"""The one transaction: all or nothing, audited, scoped, and the outbox in the same commit."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import select, text

from app import work as house
from app.core.entity import db
from app.core.errors import Conflict, Missing, Refused
from app.core.events import Event
from app.models import AuditEvent, Location, OutboxMessage
from app.work import Route, transaction
from app.writing import copy_rows


@dataclass(frozen=True)
class DoorPainted(Event):
    location_id: int


@pytest.fixture
def painted(monkeypatch):
    monkeypatch.setitem(house.routes, "DoorPainted", [Route("jobs.paint.dry", "low"), Route("jobs.paint.tell", "mail")])


def test_a_change_its_audit_and_its_events_are_one(make, admin, session, painted):
    location = make.location(name="Kloof Street")
    with transaction(by=admin) as work:
        work.lock(Location, location.id).name = "Kloof Nek"
        work.emit(DoorPainted(location.id))
    event = session.scalars(select(AuditEvent).where(AuditEvent.verb == "change")).one()
    assert (event.actor, event.noun, event.noun_id, event.changes) == (
        admin.name,
        "location",
        location.id,
        {"name": ["Kloof Street", "Kloof Nek"]},
    )
    rows = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
    assert [(row.job, row.queue, row.payload) for row in rows] == [
        ("jobs.paint.dry", "low", {"location_id": location.id}),
        ("jobs.paint.tell", "mail", {"location_id": location.id}),
    ]


def test_a_refusal_undoes_everything(make, admin, session, painted):
    location = make.location(name="Kloof Street")
    with pytest.raises(Refused), transaction(by=admin) as work:
        work.lock(Location, location.id).name = "Kloof Nek"
        work.emit(DoorPainted(location.id))
        with transaction(by=admin):
            raise Refused("Not today.")
    session.expire_all()
    assert session.get(Location, location.id).name == "Kloof Street"
    assert session.scalars(select(OutboxMessage)).all() == []
    assert session.scalars(select(AuditEvent).where(AuditEvent.verb == "change")).all() == []


def test_the_same_fact_told_twice_is_one_message(make, admin, session, painted):
    for _ in range(2):
        with transaction(by=admin) as work:
            work.emit(DoorPainted(1), key="door-1")
    assert len(session.scalars(select(OutboxMessage)).all()) == 2


def test_a_row_elsewhere_is_missing(make):
    here, elsewhere = make.location(), make.location()
    with pytest.raises(Missing), transaction(by=make.manager(of=here)) as work:
        work.get(Location, elsewhere.id)


def test_the_database_refuses_in_words(make, admin):
    make.location(code="KLF")
    with pytest.raises(Refused, match="already taken") as refused, transaction(by=admin) as work:
        work.add(Location(code="KLF", name="Again", zone="UTC", currency="ZAR", country="ZA", invoice_prefix="X"))
    assert refused.value.field == "code"


def test_who_waits_too_long_for_somebody_else_is_told(make, admin, session):
    location = make.location()
    with db.engine.connect() as other:
        other.execute(text("SELECT 1 FROM location WHERE id = :id FOR UPDATE"), {"id": location.id})
        with pytest.raises(Conflict, match="Somebody else"), transaction(by=admin) as work:
            work.session.execute(text("SET LOCAL lock_timeout = '100ms'"))
            work.lock(Location, location.id)
    with transaction(by=admin) as work:
        assert work.lock(Location, location.id).id == location.id


def test_who_writes_in_bulk_and_waits_too_long_is_told_the_same(make, admin, session):
    """COPY goes past SQLAlchemy, whose kind of error it does not raise."""
    location = make.location()
    with db.engine.connect() as other:
        other.execute(text("LOCK TABLE webhook IN ACCESS EXCLUSIVE MODE"))
        with pytest.raises(Conflict, match="Somebody else"), transaction(by=admin) as work:
            work.session.execute(text("SET LOCAL lock_timeout = '100ms'"))
            copy_rows(work.session, "webhook", ["description"], [["Books"]])
    with transaction(by=admin) as work:
        assert work.lock(Location, location.id).id == location.id


def test_audit_rows_are_never_rewritten(make, admin, session):
    make.location()
    event = session.scalars(select(AuditEvent)).first()
    event.actor = "somebody else"
    with pytest.raises(Exception, match="never changed"):
        session.commit()
    session.rollback()
