"""What `bench scale` writes past every action keeps each promise all the same, and is priced as the house prices."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree as ET

import pytest
from sqlalchemy import func, select, text

from app import create_app
from app.access.actor import SYSTEM
from app.actions.revenue.work_out import work_out_revenue
from app.cli.scratch import scratch
from app.core import clock
from app.core.entity import db
from app.core.month import Month
from app.models import Invoice, License, Location, Organisation, RevenueChange
from app.queries.preview import preview
from app.queries.verify.books import verify
from app.rules.lines import LineKind
from benchmarks import scale
from benchmarks.scaled.bare import CONSTRAINTS, INDEXES
from benchmarks.scaled.plot import drawn, written
from benchmarks.scaled.rows import TABLES, ZONE, fill

ORGANISATIONS = 120


@pytest.fixture
def network(settings):
    with scratch(settings, "a test of benchmarks") as running, create_app(running, web=False).app_context():
        yield
        db.session.remove()
        db.engine.dispose()


def rules_of_tables(session):
    """Indexes and constraints; PostgreSQL writes casts and brackets of a condition otherwise once it has read its own words."""
    rows = [row for query in (CONSTRAINTS, INDEXES) for row in session.execute(text(query), {"tables": list(TABLES)})]
    return {tuple(re.sub(r"::[a-z ]+(\[\])?|[()]", "", word) for word in row) for row in rows}


def test_every_promise_holds_and_each_document_is_priced_as_the_house_prices(network):
    session = db.session()
    before = rules_of_tables(session)
    assert fill(session, ORGANISATIONS) == 2
    assert rules_of_tables(session) == before
    assert len(before) > 100

    assert {name: outcome.examples for name, outcome in verify(session).items() if outcome.violations} == {}
    assert session.scalar(select(func.count(Organisation.id))) == ORGANISATIONS
    assert session.scalar(select(func.count(Invoice.id))) > ORGANISATIONS * 2.5

    this = Month.of(clock.today(ZONE))
    for place in session.scalars(select(Location).order_by(Location.id)).all():
        lines = [line for row in preview(session, place, this, cut_off=this.last).rows for line in row.document.lines]
        assert {line.kind for line in lines} == {LineKind.LICENSE, LineKind.ADHOC}, "nothing of the past is to be corrected"
        billed = session.scalars(
            select(func.sum(Invoice.net_cents)).where(Invoice.location_id == place.id, Invoice.month == this.previous)
        ).one()
        past = preview(session, place, this.previous, cut_off=this.previous.last)
        assert past.rows == [], "that month has its documents"
        staying = select(License.id).where(License.location_id == place.id, License.ends_on.is_(None) | (License.ends_on >= this.last))
        assert sum(line.net for line in lines if line.kind is LineKind.LICENSE and line.id in set(session.scalars(staying))) < billed


def test_revenue_is_what_the_house_works_out(network):
    session = db.session()
    fill(session, ORGANISATIONS)
    read = select(
        RevenueChange.id, RevenueChange.license_id, RevenueChange.month, RevenueChange.before_cents, RevenueChange.cents
    ).order_by(RevenueChange.id)
    written = session.execute(read).all()
    for place in session.scalars(select(Location.id)).all():
        work_out_revenue(place, by=SYSTEM, anew=True)
    assert session.execute(read).all() == written
    assert len(written) > ORGANISATIONS


def test_the_bench_measures_every_page_and_draws_it(settings, tmp_path):
    with scratch(settings, "a test of benchmarks") as running:
        figures = scale.measure(running, False, sizes="40", draw=str(tmp_path / "scale"), requests=2)
    assert set(scale.TARGETS) <= set(figures)
    assert (figures["organisations"], figures["promises_broken"]) == ([40], [0])

    quick = {name: [1, 2] for name in scale.TARGETS} | {"promises_broken": [0, 0]}
    assert scale.holds(quick)
    for slow in ({"preview_p95_ms": [1, 3000]}, {"search_rare_p95_ms": [1, 100]}, {"promises_broken": [0, 1]}):
        assert not scale.holds(quick | slow)

    kept = json.loads((tmp_path / "scale.json").read_text())
    assert drawn(kept) == (tmp_path / "scale.svg").read_text()
    assert set(kept) == {name.removesuffix("_p95_ms") for name in scale.TARGETS if name != "promises_broken"} | {scale.BOOKS}
    written({"organisations": {"60": {"best": 7.0}}}, tmp_path / "scale")
    again = json.loads((tmp_path / "scale.json").read_text())
    assert set(again) == set(kept)
    assert again["organisations"] == kept["organisations"] | {"60": {"best": 7.0}}


def test_a_plot_rises_with_the_figures():
    table = {"organisations": {"1000": {"best": 10.0}, "10000": {"best": 100.0}}}
    line = ET.fromstring(drawn(table)).find(".//{http://www.w3.org/2000/svg}polyline")
    points = line.get("points").split()
    (left, low), (right, high) = (map(float, each.split(",")) for each in points)
    assert left < right
    assert low > high
