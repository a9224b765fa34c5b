"""The availability page of a location with 10,000 licenses in 40 spaces, through the whole web application, signed in."""

from __future__ import annotations

import itertools
import re
import time
from typing import Any

from sqlalchemy import text

from app import create_app
from app.core.entity import db
from benchmarks.counted import statements
from benchmarks.lists import median_ms, signed_in
from benchmarks.network import LICENSES, make_network, settle
from config import Settings

NAME = "availability"
TARGETS = {"page_cpu_ms": "< 250", "queries_for_spaces_and_licenses": "<= 2"}
PAGE = "/availability/?starts_on=2026-07-01&people=6&months=12"
ORGANISATIONS, SPACES = 2_000, 40
OURS = re.compile(r"FROM (space|license)\b")

# One license in three ends within the next two years, so that every space changes on most days.
SPREAD = """
WITH made AS (
  INSERT INTO space (code, location_id, name, kind, capacity)
  SELECT 'AV' || n, :location, 'Space ' || n, CASE n % 4 WHEN 0 THEN 'private_office' ELSE 'desk_area' END, 320 FROM generate_series(1, CAST(:spaces AS int)) n
  RETURNING id
), numbered AS (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM made)
UPDATE license l SET space_id = n.id, ends_on = CASE WHEN l.id % 3 = 0 THEN date '2026-07-01' + (l.id * 7 % 730)::int ELSE l.ends_on END
FROM numbered n WHERE n.place = l.id % CAST(:spaces AS int) AND l.location_id = :location
"""


def measure(settings: Settings, long: bool, organisations: int = ORGANISATIONS, requests: int = 40) -> dict[str, Any]:
    """So many requests, five times as many with `long`."""
    app = create_app(settings, sync=True)
    browser = signed_in(app)
    with app.app_context():
        location = make_network(db.session(), "ONE", organisations)
        db.session.execute(text(SPREAD), {"location": location.id, "spaces": SPACES})
        settle(db.session())
    times = requests * 5 if long else requests
    began = time.process_time()  # of this process: what the page costs, whoever else is on the machine
    middle = median_ms(browser, itertools.repeat(PAGE, times))
    spent = time.process_time() - began
    with statements() as sent:
        browser.get(PAGE)
    return {
        "licenses": organisations * LICENSES,
        "spaces": SPACES,
        "page_cpu_ms": round(1000 * spent / times, 1),
        "page_p50_ms": middle,
        "queries": len(sent),
        "queries_for_spaces_and_licenses": sum(1 for statement in sent if OURS.search(statement)),
    }


def holds(figures: dict[str, Any]) -> bool:
    return bool(figures["page_cpu_ms"] < 250 and figures["queries_for_spaces_and_licenses"] <= 2)
