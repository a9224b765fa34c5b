"""The list of 10,000 organisations that owe something, through the whole web application, signed in; one debtor, a statement, and the start page."""

from __future__ import annotations

import time
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select, text

from app import create_app
from app.access.actor import SYSTEM
from app.actions.dunning.put_policy import put_policy
from app.core.entity import db
from app.models import Organisation
from benchmarks.lists import fill, signed_in
from benchmarks.network import make_location, settle
from config import Settings

NAME = "debtors"
TARGETS = {"page_p95_ms": "< 300", "debtor_p95_ms": "< 300", "statement_p95_ms": "< 300", "home_p95_ms": "< 300"}
MANY = 10_000
# Fourteen invoices each: a year that was paid, the month before last in part, and the last not at all.
OWED = """
INSERT INTO invoice (organisation_id, location_id, month, kind, status, number, currency, issued_on, due_on, sent_at, net_cents, vat_cents, total_cents, paid_cents, seller, buyer)
SELECT o.id, o.location_id, m.month, 'monthly', m.status, 'B-' || o.id || '-' || m.n, o.currency, m.month, m.month + 7, m.month, 100000, 15000, 115000, m.paid, '{}', '{}'
FROM organisation o CROSS JOIN LATERAL (SELECT n, (date_trunc('month', now()) - (15 - n) * interval '1 month')::date AS month,
  CASE n WHEN 14 THEN 'sent' WHEN 13 THEN 'part_paid' ELSE 'paid' END AS status, CASE n WHEN 14 THEN 0 WHEN 13 THEN 15000 ELSE 115000 END AS paid FROM generate_series(1, 14) n) m
"""
PAID = """
INSERT INTO payment (organisation_id, location_id, kind, currency, amount_cents, credit_cents, received_on, key)
SELECT organisation_id, location_id, 'eft', currency, paid_cents, 0, due_on, 'bench:' || id FROM invoice WHERE paid_cents > 0
"""
PARTS = """
INSERT INTO payment_part (payment_id, invoice_id, cents, applied_on)
SELECT p.id, i.id, p.amount_cents, p.received_on FROM payment p JOIN invoice i ON i.id = substr(p.key, 7)::bigint
"""


def measure(settings: Settings, long: bool, many: int = MANY, requests: int = 20) -> dict[str, Any]:
    """So many requests of each kind, five times as many with `long`."""
    times = requests * 5 if long else requests
    app = create_app(settings, sync=True)
    browser = signed_in(app)
    with app.app_context():
        fill(make_location(db.session(), "ONE").id, 1, many)
        for statement in (OWED, PAID, PARTS):
            db.session.execute(text(statement))
        db.session.commit()
        settle(db.session())
        put_policy(is_on=True, reminders=(1, 7), block_after=14, review_after=21, least_cents=0, by=SYSTEM)
        one = db.session.scalars(select(Organisation.id).order_by(Organisation.id.desc()).limit(1)).one()
        db.session.remove()
    return {
        "debtors": many,
        "page_p95_ms": p95_ms(browser, "/debtors/", times),
        "debtor_p95_ms": p95_ms(browser, f"/debtors/{one}/", times),
        "statement_p95_ms": p95_ms(browser, f"/statements/{one}/", times),
        "home_p95_ms": p95_ms(browser, "/", times),
    }


def holds(figures: dict[str, Any]) -> bool:
    return all(figures[name] < 300 for name in TARGETS)


def p95_ms(browser: FlaskClient, address: str, times: int) -> float:
    """Of the requests after the first, which fills caches."""
    taken = []
    for _ in range(times + 1):
        began = time.perf_counter()
        answer = browser.get(address)
        taken.append(time.perf_counter() - began)
        assert answer.status_code == 200, address
    return round(sorted(taken[1:])[int(times * 0.95) - 1] * 1000, 1)
