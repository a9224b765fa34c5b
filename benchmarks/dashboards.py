"""The reports of a network of 100,000 licenses and fourteen months, through the whole web application, signed in; and how long working out their revenue took."""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app import create_app
from app.access.actor import SYSTEM
from app.actions.revenue.work_out import work_out_revenue
from app.core.entity import db
from app.models import RevenueChange
from benchmarks.debtors import p95_ms
from benchmarks.lists import signed_in
from benchmarks.network import LICENSES, make_network, settle
from config import Settings

NAME = "dashboards"
REPORTS = ("overview", "occupancy", "revenue", "churn", "debt", "rooms", "credits")
TARGETS = {f"{each}_p95_ms": "< 1000" for each in REPORTS}
MANY = 100_000
PERIOD = "?from=2025-05&to=2026-06"
# Nearly everybody's licenses began and ended within these fourteen months and after them, so that there is movement in each.
DATES = """
UPDATE license SET starts_on = (date '2025-01-01' + (id * 7919 % 540)::int), ends_on = CASE WHEN id % 4 = 0 THEN date '2025-01-01' + (id * 7919 % 540)::int + 45 + (id * 31 % 300)::int END, touched_at = now()
"""
SPACES = "UPDATE space SET capacity = (SELECT count(*) FROM license WHERE space_id = space.id) + 1000"
INVOICES = """
INSERT INTO invoice (organisation_id, location_id, month, kind, status, number, currency, issued_on, due_on, sent_at, net_cents, vat_cents, total_cents, paid_cents, seller, buyer)
SELECT o.id, o.location_id, m.month, 'monthly', CASE WHEN m.n > 12 AND o.id % 7 = 0 THEN 'sent' ELSE 'paid' END, 'B-' || o.id || '-' || m.n, o.currency, m.month, m.month + 7, m.month, 100000 + o.id % 900, 15000, 115000 + o.id % 900,
  CASE WHEN m.n > 12 AND o.id % 7 = 0 THEN 0 ELSE 115000 + o.id % 900 END, '{}', '{}'
FROM organisation o CROSS JOIN LATERAL (SELECT n, (date '2025-05-01' + (n - 1) * interval '1 month')::date AS month FROM generate_series(1, 14) n) m
"""
# Most pay within the month; one in five a month or two late, so that much was open at the end of each month.
PAYMENTS = """
INSERT INTO payment (organisation_id, location_id, kind, currency, amount_cents, credit_cents, received_on, key)
SELECT organisation_id, location_id, 'eft', currency, paid_cents, 0, due_on + (id * 7 % 17)::int + CASE WHEN id % 5 = 0 THEN 30 + (id % 40)::int ELSE 0 END, 'bench:' || id FROM invoice WHERE paid_cents > 0
"""
PARTS = """
INSERT INTO payment_part (payment_id, invoice_id, cents, applied_on)
SELECT p.id, i.id, p.amount_cents, p.received_on FROM payment p JOIN invoice i ON i.id = substr(p.key, 7)::bigint
"""
RUNS = """
INSERT INTO invoice_run (location_id, month, cut_off, status, approved_at)
SELECT l.id, m::date, m::date, 'done', m FROM location l CROSS JOIN generate_series(date '2026-05-01', date '2026-06-01', interval '1 month') m
"""
ROWS = """
INSERT INTO run_organisation (run_id, organisation_id, decision, fingerprint, net_cents, vat_cents, total_cents, warnings, causes, lines)
SELECT r.id, o.id, 'approved', '', 100000, 15000, 115000, '[]', jsonb_build_object('price', o.id % 100, 'joined', o.id % 1000), '[]' FROM invoice_run r JOIN organisation o ON o.location_id = r.location_id
"""
ROOMS = """
INSERT INTO room (code, name, location_id, space_id, kind, capacity, peak_rate_cents, off_peak_rate_cents)
SELECT s.code || '-R' || n, 'Room ' || n, s.location_id, s.id, 'meeting_room', 6, 20000, 12000 FROM space s CROSS JOIN generate_series(1, 20) n
"""
BOOKINGS = """
INSERT INTO booking (code, room_id, location_id, starts_at, ends_at, blocked, status, currency, charged_cents, made_by)
SELECT 'BK' || r.id || '-' || h, r.id, r.location_id, b.at, b.at + interval '90 minutes', tstzrange(b.at, b.at + interval '90 minutes'), CASE WHEN (r.id + h) % 20 = 0 THEN 'cancelled' ELSE 'done' END, 'ZAR', 30000, 'Foyer'
FROM room r CROSS JOIN generate_series(0, 1699) h CROSS JOIN LATERAL (SELECT timestamptz '2025-05-01 06:00Z' + (h / 4) * interval '1 day' + (h % 4) * interval '3 hours' AS at) b
"""


def measure(settings: Settings, long: bool, many: int = MANY, requests: int = 5) -> dict[str, Any]:
    """`many` licenses at two locations; so many requests of each report, four times as many with `long`."""
    times = requests * 4 if long else requests
    app = create_app(settings, sync=True)
    browser = signed_in(app)
    with app.app_context():
        session = db.session()
        places = [make_network(session, code, many // LICENSES // 2).id for code in ("ONE", "TWO")]
        for statement in (DATES, SPACES, INVOICES, PAYMENTS, PARTS, RUNS, ROWS, ROOMS, BOOKINGS):
            session.execute(text(statement))
        settle(session)
        began = time.perf_counter()
        for place in places:
            work_out_revenue(place, by=SYSTEM)
        worked_out = time.perf_counter() - began
        settle(session)
        figures = {"licenses": many, "revenue_changes": _count(session), "worked_out_seconds": round(worked_out, 1)}
        db.session.remove()
    return figures | {f"{each}_p95_ms": p95_ms(browser, f"/reports/{each}/{PERIOD}", times) for each in REPORTS}


def _count(session: Session) -> int:
    return session.scalar(select(func.count(RevenueChange.id))) or 0


def holds(figures: dict[str, Any]) -> bool:
    return all(figures[name] < 1000 for name in TARGETS)
