"""Many people by one spreadsheet: how soon all their doors, printers and WiFi are open, at the vendors' pace, with two workers; and a newcomer's WiFi meanwhile."""

from __future__ import annotations

import datetime as dt
import functools
import time
from typing import Any

from sqlalchemy import select

from app import create_app
from app.access.actor import SYSTEM
from app.access.kept_passwords import opened
from app.actions.onboarding.onboard import onboard
from app.actions.people_imports.begin import begin_people_import
from app.actions.people_imports.start import start_people_import
from app.core.entity import db
from app.models import Access, Membership, PeopleImport, Space
from app.models.people_import import ImportState
from app.rules.access import System
from app.sandbox.xero.limits import Limits
from benchmarks import access_house
from benchmarks.drills.hands import vendors
from benchmarks.drills.house import until
from benchmarks.outbox import crew
from benchmarks.wifi_login import Login, laptop
from config import Settings
from jobs import relay, worker
from jobs.context import settle_in
from jobs.queues import FAMILIES

NAME = "onboarding"
TARGETS = {
    "converged_seconds": "< limit_seconds",
    "salto_busiest_second": f"<= {access_house.SALTO}",
    "papercut_busiest_second": f"<= {access_house.PAPERCUT}",
    "granted_twice": "0",
    "missing": "0",
    "peap_seconds": "< 5, where FreeRADIUS and eapol_test are installed",
}
PUBLISHED, SHORT = (1000, 480), (30, 30)  # people, and seconds until all of them have everything
# Two workers: one for doors, which wait for Salto, and one for all the rest.
HANDS = (("xero", "clock", "access", "mail", "low", "printing"), FAMILIES["doors"])


def measure(settings: Settings, long: bool, people: int = 0) -> dict[str, Any]:
    """1,000 people with `long`. Counted from the order to bring them in; reading and testing the file comes before, and is told apart."""
    wanted, limit = PUBLISHED if long else SHORT
    wanted = people or wanted
    with vendors(settings, Limits(minute=6000, day=1_000_000, concurrent=20)) as (placed, ask), laptop(placed) as login:
        ask("/_control/salto/settings", {"seats": 2 * wanted + 10, "calls_a_second": access_house.SALTO})
        app = create_app(placed, web=False)
        settle_in(app)
        with app.app_context():
            membership_id = access_house.make_house(db.session()).id
            db.session.remove()
            db.engine.dispose()
            hands = [functools.partial(relay.main, placed), *[functools.partial(worker.main, placed, queues) for queues in HANDS]]
            with crew(*hands):
                figures = _measured(wanted, membership_id, limit, login)
            db.session.remove()
            db.engine.dispose()
        newcomers = wanted + (1 if login is not None else 0)
        calls = access_house.rates(access_house.asked(ask))
        return figures | calls | {"granted_twice": access_house.granted_twice(ask), "missing": access_house.missing_there(ask, newcomers)}


def holds(figures: dict[str, Any]) -> bool:
    return bool(
        figures["converged_seconds"] < figures["limit_seconds"]
        and figures["salto_busiest_second"] <= access_house.SALTO
        and figures["papercut_busiest_second"] <= access_house.PAPERCUT
        and figures["granted_twice"] == figures["missing"] == 0
        and (figures["peap_seconds"] is None or figures["peap_seconds"] < 5)
    )


def _measured(people: int, membership_id: int, limit: int, login: Login | None) -> dict[str, Any]:
    found = begin_people_import("people.csv", access_house.sheet(people), by=SYSTEM)
    tested = until(lambda: _state(found.id) is ImportState.TESTED, 2400, pause=0.5)
    start_people_import(found.id, by=SYSTEM)
    began = time.monotonic()
    # while the doors of all of them are waited for, somebody comes to the desk
    until(lambda: access_house.settled(db.session()) >= people // 4, 1200, pause=0.5)
    peap = _newcomer(membership_id, login) if login is not None else None
    everybody = people + (1 if login is not None else 0)
    until(lambda: _state(found.id) is ImportState.DONE, 2400, pause=0.5)
    brought = time.monotonic() - began
    until(lambda: access_house.settled(db.session()) == everybody * access_house.SYSTEMS, 2400, pause=0.5)
    return {
        "people": people,
        "workers": len(HANDS),
        "tested_seconds": round(tested, 1),
        "brought_in_seconds": round(brought, 1),
        "converged_seconds": round(time.monotonic() - began, 1),
        "limit_seconds": limit,
        "peap_seconds": peap,
    }


def _newcomer(membership_id: int, login: Login) -> float:
    """Seconds from the order of the desk until a laptop is on the WiFi."""
    session = db.session()
    place = session.get_one(Membership, membership_id).location_id
    space = session.scalars(select(Space.id).where(Space.location_id == place)).one()
    person = {"first_name": "New", "last_name": "Comer", "email": "newcomer@example.com"}
    license = {"membership_id": membership_id, "space_id": space, "starts_on": dt.datetime.now(dt.UTC).date()}
    began = time.monotonic()
    made = onboard(key="newcomer", organisation={"name": "Newcomer"}, person=person, license=license, by=SYSTEM)  # type: ignore[typeddict-item]
    user_id = made.user_id
    until(lambda: (kept := _wifi(user_id)) is not None and login(*kept), 60, pause=0.05)
    return round(time.monotonic() - began, 1)


def _wifi(user_id: int) -> tuple[str, str] | None:
    db.session.rollback()
    row = db.session.scalars(select(Access).where(Access.user_id == user_id, Access.system == System.WIFI)).one_or_none()
    return None if row is None or row.sealed_password is None else (row.username, opened(row.sealed_password))


def _state(import_id: int) -> ImportState:
    db.session.rollback()
    return db.session().scalars(select(PeopleImport.state).where(PeopleImport.id == import_id)).one()
