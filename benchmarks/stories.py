"""The stories of an organisation, a contact and a deal with a year behind them, among 300,000 changes and 100,000 mails, through the whole web application; tasks beside them, and My tasks of a manager."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, text

from app import create_app
from app.access.actor import SYSTEM
from app.actions.opportunities.open import open_opportunity
from app.actions.tasks.add_about import add_task_about
from app.core import clock
from app.core.entity import db
from app.models import Contact, Lead, Organisation
from benchmarks.debtors import OWED, PAID, PARTS, p95_ms
from benchmarks.lists import fill, signed_in
from benchmarks.network import make_location, settle
from benchmarks.search import limited, sign_in
from config import Settings

NAME = "story"
PAGES = ("organisation", "contact", "opportunity", "tasks", "my_day")
TARGETS = {f"{page}_p95_ms": "< 100" for page in PAGES}
MANY = 2000
CHANGED = """INSERT INTO audit_event (at, actor, verb, noun, noun_id, name, changes) SELECT now() - n * interval '5 days', 'Ann', 'change', noun, id, 'x', '{"name": ["A", "B"]}'
    FROM generate_series(1, :times) n, (SELECT 'organisation' AS noun, id FROM organisation UNION ALL SELECT 'contact', id FROM contact UNION ALL SELECT 'lead', id FROM lead) r"""
MAILED = """INSERT INTO delivery (kind, invoice_id, location_id, address, addressee, key, message_id, state, sent_at)
    SELECT 'invoice', i.id, i.location_id, 'pay' || i.organisation_id || '@example.com', 'pay' || i.organisation_id || '@example.com', 'b' || i.id || '-' || n, 'b' || i.id || '-' || n, 'sent', now() - n * interval '1 day'
    FROM invoice i, generate_series(1, 4) n"""
KNOWN = """INSERT INTO contact (name, email, email_key) SELECT 'Thandi ' || id, 'pay' || id || '@example.com', 'pay' || id || '@example.com' FROM organisation"""
TALKED = """INSERT INTO activity (location_id, contact_id, lead_id, kind, at, text, done_by)
    SELECT l.location_id, l.contact_id, l.id, (ARRAY['call', 'email', 'note', 'visit'])[1 + n % 4], now() - n * interval '3 hours', 'Said ' || n, 'Ann' FROM lead l, generate_series(1, 500) n"""


def measure(settings: Settings, long: bool, many: int = MANY, requests: int = 20) -> dict[str, Any]:
    """So many requests of each kind, five times as many with `long`."""
    times = requests * 5 if long else requests
    app = create_app(settings, sync=True)
    browser = signed_in(app)
    with app.app_context():
        session, place = db.session(), make_location(db.session(), "ONE")
        place_id, now = place.id, clock.now()
        fill(place_id, 1, many)
        for statement in (OWED, PAID, PARTS, MAILED, KNOWN):
            session.execute(text(statement))
        contact = session.scalars(select(Contact).order_by(Contact.id.desc()).limit(1)).one()
        organisation = session.scalars(select(Organisation.id).order_by(Organisation.id.desc()).limit(1)).one()
        lead = Lead(
            code="LEAD", location_id=place_id, contact_id=contact.id, name=contact.name, email=contact.email, asked_at=now, heard_at=now
        )
        session.add(lead)
        session.flush()
        session.execute(text(CHANGED), {"times": 75})
        session.execute(text(TALKED))
        session.commit()
        lead_id, contact_id = lead.id, contact.id
        deal = open_opportunity(lead_id, by=SYSTEM).id
        one_place = limited(place_id)
        manager_tasks = [add_task_about("organisation", organisation, title=f"Task {n}", by=SYSTEM) for n in range(50)]
        session.execute(
            text("UPDATE task SET assignee_id = (SELECT max(id) FROM ab_user) WHERE id = ANY(:ids)"),
            {"ids": [task.id for task in manager_tasks]},
        )
        session.commit()
        settle(session)
        db.session.remove()
    here = app.test_client()
    here.environ_base.update(browser.environ_base)
    sign_in(here, *one_place)
    return {
        "organisation_p95_ms": p95_ms(browser, f"/story/organisation/{organisation}", times),
        "contact_p95_ms": p95_ms(browser, f"/story/contact/{contact_id}", times),
        "opportunity_p95_ms": p95_ms(here, f"/story/opportunity/{deal}", times),
        "tasks_p95_ms": p95_ms(here, f"/tasks/about/organisation/{organisation}", times),
        "my_day_p95_ms": p95_ms(here, "/my-day/", times),
    }


def holds(figures: dict[str, Any]) -> bool:
    return all(figures[name] < 100 for name in TARGETS)
