"""From the first tables to the newest with a business in them: nobody's rows are lost, the books stay right, and the models agree."""

from __future__ import annotations

import flask_migrate
import psycopg
import pytest

from app import create_app
from app.cli import schema
from app.cli.saved import rows
from app.cli.scratch import scratch
from app.core.entity import db
from app.models import Invoice, Organisation
from app.queries.verify.books import verify
from tests.make import Make

FIRST = "0001"
FOR_GOOD = ("organisation", "license", "membership", "invoice", "invoice_line", "location", "document", "ab_user")


@pytest.fixture
def grown(settings):
    """A small house of today, taken back to the tables of the first Foyer: what an old installation looks like."""
    with scratch(settings, "a test of migrations") as own, create_app(own, web=False).app_context():
        make = Make(db.session())
        for _ in range(2):
            make.license()
        make.invoice()
        db.session.commit()
        before = {"invoices": invoices(), "names": names(), "broken": broken()}
        db.session.remove()
        flask_migrate.downgrade(revision=FIRST)
        yield own, before
        db.session.remove()
        db.engine.dispose()


def invoices() -> list[tuple[object, ...]]:
    return [tuple(row) for row in db.session.execute(db.select(Invoice.number, Invoice.status).order_by(Invoice.id))]


def broken() -> list[str]:
    """Promises that the builders of the tests do not keep: their invoices have no number of a series."""
    return [name for name, outcome in verify(db.session()).items() if outcome.violations]


def names() -> list[str]:
    return list(db.session.scalars(db.select(Organisation.name).order_by(Organisation.id)))


@pytest.mark.slow
def test_an_installation_of_the_first_day_comes_up_to_today_with_all_of_its_rows(grown):
    own, before = grown
    with psycopg.connect(own.database_url) as door:
        assert schema.revision(door) == FIRST
        old = rows.counts(door)
    assert old["invoice"] == 1
    assert old["license"] >= 2

    flask_migrate.upgrade()

    with psycopg.connect(own.database_url) as door:
        assert schema.revision(door) == schema.newest()
        new = rows.counts(door)
    assert {name: new[name] for name in FOR_GOOD} == {name: old[name] for name in FOR_GOOD}
    assert {"invoices": invoices(), "names": names(), "broken": broken()} == before
    db.session.rollback()
    flask_migrate.check()  # ends the test when a model and its table differ
