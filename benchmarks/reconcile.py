"""The hourly look at everybody who has access, when nothing differs: names and whoever changed, and a minute's share of all properties; nothing is written."""

from __future__ import annotations

import json
import os
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app import create_app
from app.access.kept_passwords import sealed
from app.core.entity import db
from app.models import Access, Location
from app.models.access import AccessState
from app.rules.access import Standing, System, Wanted
from app.rules.wifi import nt_password
from app.sandbox.papercut import people as printing
from app.sandbox.salto import records
from app.sandbox.store import Store
from app.sandbox.xero.limits import Limits
from benchmarks import access_house
from benchmarks.drills.hands import vendors
from benchmarks.fresh import seconds
from benchmarks.network import add_organisations, settle
from config import Settings
from jobs import print_accounts
from jobs.access_reconcile import sweep
from jobs.context import settle_in

NAME = "reconcile"
TARGETS = {
    "sweep_seconds": "< 60",
    "share_seconds": "< 60",
    "minutes_for_everybody": "<= 60",
    "differ": "0",
    "writes": "0",
    "salto_busiest_second": f"<= {access_house.SALTO}",
    "papercut_busiest_second": f"<= {access_house.PAPERCUT}",
}
PUBLISHED, SHORT, CHANGED = 10_000, 1_000, 100
READS = ("getUserProperties", "getUserAccountBalance", "listUserAccounts")
GROUPS = {System.WIFI: "desks", System.PRINTING: "members", System.DOORS: "Front door"}
CODE = "@code@"

PEOPLE = """
INSERT INTO ab_user (username, first_name, last_name, email, active, organisation_id, location_id)
SELECT 'person' || n, 'Person', n::text, 'person' || n || '@example.com', true, (SELECT min(id) FROM organisation) + n % :organisations, :location
FROM generate_series(1, CAST(:people AS int)) n
"""
LICENSES = """
INSERT INTO license (code, location_id, organisation_id, user_id, membership_id, space_id, starts_on)
SELECT 'L' || u.id, :location, u.organisation_id, u.id, (SELECT id FROM membership), (SELECT id FROM space), date '2026-01-01'
FROM ab_user u WHERE u.username LIKE 'person%'
"""
ACCESS = """
INSERT INTO access (user_id, location_id, system, state, username, wanted, held, external_id, platform_id, sealed_password, settled_at)
SELECT u.id, :location, CAST(:system AS text), 'granted', u.username, told.it, told.it,
       CASE CAST(:system AS text) WHEN 'doors' THEN 'site-' || u.username ELSE CAST(:system AS text) END, 'platform-' || u.username, :secret,
       now() - CASE WHEN u.last_name::int <= :changed THEN interval '1 minute' ELSE interval '3 days' END
FROM ab_user u CROSS JOIN LATERAL (SELECT replace(CAST(:told AS text), '@code@', 'L' || u.id)::jsonb AS it) told WHERE u.username LIKE 'person%'
"""
WIFI = (
    "INSERT INTO radius.radcheck (username, attribute, op, value) SELECT username, 'NT-Password', ':=', :nt FROM ab_user WHERE username LIKE 'person%'",
    "INSERT INTO radius.radusergroup (username, groupname) SELECT username, :group FROM ab_user WHERE username LIKE 'person%'",
)


def measure(settings: Settings, long: bool, people: int = 0) -> dict[str, Any]:
    """10,000 people with `long`, of whom 100 changed within the hour."""
    people = people or (PUBLISHED if long else SHORT)
    with vendors(settings, Limits(minute=6000, day=1_000_000, concurrent=20)) as (placed, ask):
        ask("/_control/salto/settings", {"seats": people + 1, "calls_a_second": access_house.SALTO})
        fill_vendors(Store(settings.var / f"drill-{os.getpid()}"), people)
        app = create_app(placed, web=False)
        settle_in(app)
        told: list[str] = []
        with app.app_context():
            membership = access_house.make_house(db.session())
            fill_house(db.session(), db.session().get_one(Location, membership.location_id), people)
            swept = seconds(lambda: told.append(sweep()))
            shared = seconds(lambda: told.append(print_accounts.read()))
            differ = len(db.session.scalars(select(Access.id).where((Access.state != AccessState.GRANTED) | (Access.drift != []))).all())
            db.session.remove()
            db.engine.dispose()
        calls = access_house.asked(ask)
        share = max(print_accounts.LEAST, -(-people // print_accounts.TIMES_AN_HOUR))
        return {
            "people": people,
            "sweep_seconds": round(swept, 1),
            "share_seconds": round(shared, 1),
            "minutes_for_everybody": -(-people // share),
            "differ": differ,
            "writes": writes(calls),
            **access_house.rates(calls),
            "said": " | ".join(told),
        }


def holds(figures: dict[str, Any]) -> bool:
    return bool(
        figures["sweep_seconds"] < 60
        and figures["share_seconds"] < 60
        and figures["minutes_for_everybody"] <= 60
        and figures["differ"] == figures["writes"] == 0
        and figures["salto_busiest_second"] <= access_house.SALTO
        and figures["papercut_busiest_second"] <= access_house.PAPERCUT
    )


def writes(calls: dict[str, list[dict[str, Any]]]) -> int:
    """Calls that change anything over there; asking for a token does not."""
    doors = sum(call["method"] != "GET" and "/identity/" not in call["path"] for call in calls["salto"])
    return doors + sum(not call["path"].endswith(READS) for call in calls["papercut"])


def fill_vendors(store: Store, people: int) -> None:
    """Everybody as Foyer would have made them, straight into the sandbox's memory."""
    members = []
    with store.writing():
        for n in range(1, people + 1):
            name, mail = f"person{n}", f"person{n}@example.com"
            properties = {"full-name": f"Person {n}", "email": mail}
            printing.keep(store, printing.new(name, internal=True, **properties))
            user = {
                "id": f"site-{name}",
                "platform_id": f"platform-{name}",
                "first_name": "Person",
                "last_name": str(n),
                "alias": f"foyer-{n}",
                "email": mail,
            }
            records.keep(store, "user", user | {"tag_id": None, "subscription_state": "subscribed", "made_at": 0})
            members.append(user["platform_id"])
        records.keep(
            store, "group", {"id": records.new_id(), "customer_reference": f"Foyer:{GROUPS[System.DOORS]}", "members": members, "locks": []}
        )
    store.close()


def fill_house(session: Session, location: Location, people: int) -> None:
    """The same people here, with licenses that give them just that."""
    organisations = max(1, people // 10)
    add_organisations(session, location, 1, organisations)
    session.execute(text(PEOPLE), {"people": people, "organisations": organisations, "location": location.id})
    session.execute(text(LICENSES), {"location": location.id})
    secret = "a password of the WiFi"
    for system, group in GROUPS.items():
        told = json.dumps(Wanted(Standing.GRANTED, {group: (CODE,)}).as_json())
        kept = sealed(secret) if system is System.WIFI else None
        session.execute(text(ACCESS), {"location": location.id, "system": system.value, "told": told, "secret": kept, "changed": CHANGED})
    for statement in WIFI:
        session.execute(text(statement), {"nt": nt_password(secret), "group": GROUPS[System.WIFI]})
    settle(session)
