"""A small house whose membership opens WiFi, printing and a door, with sandboxes beside it that are asked afterwards what came."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.access.roles import ROLES
from app.models import Access, Location, Membership, MembershipPrice, Space
from app.models.access import AccessState
from app.models.user import Role
from benchmarks.rates import busiest

Ask = Callable[..., Any]
SALTO, PAPERCUT = 10, 50  # calls a second
SYSTEMS = 3


def make_house(session: Session) -> Membership:
    """Committed."""
    session.add_all([Role(name=name) for name in ROLES if session.scalar(select(Role).where(Role.name == name)) is None])
    location = Location(code="ONE", name="One", zone="UTC", currency="ZAR", country="ZA", invoice_prefix="ONE")
    session.add(location)
    session.flush()
    membership = Membership(
        code="DESK", name="Dedicated desk", location_id=location.id, xero_item_code="DESK", wifi_group="desks", door_groups="Front door"
    )
    session.add_all([membership, Space(code="FLOOR", name="Floor", location_id=location.id)])
    session.flush()
    session.add(MembershipPrice(membership_id=membership.id, primary_cents=295000, extra_cents=245000))
    session.commit()
    return membership


def sheet(people: int) -> bytes:
    """So many people of organisations of ten, as a spreadsheet that starts today."""
    today = dt.datetime.now(dt.UTC).date().isoformat()
    rows = (f"Company {n // 10},Person {n},person{n}@example.com,DESK,FLOOR,{today}" for n in range(people))
    return "\n".join(["organisation,name,email,membership,space,start", *rows]).encode()


def settled(session: Session) -> int:
    """Accounts that their system has confirmed."""
    session.rollback()
    return session.scalar(select(func.count()).select_from(Access).where(Access.state == AccessState.GRANTED)) or 0


def asked(ask: Ask) -> dict[str, list[dict[str, Any]]]:
    """Every call that a vendor of doors or printing got so far, by vendor."""
    calls = ask("/_control/calls?limit=1000000")["calls"]
    return {vendor: [call for call in calls if call["vendor"] == vendor] for vendor in ("salto", "papercut")}


def rates(calls: dict[str, list[dict[str, Any]]]) -> dict[str, int]:
    """The busiest second of each, by the vendor's own record, and how many calls were turned away as too many."""
    return {
        "salto_calls": len(calls["salto"]),
        "salto_busiest_second": busiest(call["at"] for call in calls["salto"]),
        "papercut_calls": len(calls["papercut"]),
        "papercut_busiest_second": busiest(call["at"] for call in calls["papercut"]),
        "turned_away": sum(call["status"] in (429, 503) for each in calls.values() for call in each),
    }


def granted_twice(ask: Ask) -> int:
    """People, accounts and memberships of groups that are there more than once, or at Salto twice under one address."""
    salto, printing = ask("/_control/salto"), ask("/_control/papercut/users")["users"]
    names = Counter(user["email"] for user in salto["users"]) + Counter(group["customer_reference"] for group in salto["groups"])
    members = Counter((group["id"], each) for group in salto["groups"] for each in group["members"])
    accounts = Counter(user["email"] for user in printing)
    return sum(count - 1 for found in (names, members, accounts) for count in found.values())


def missing_there(ask: Ask, people: int) -> int:
    """People whom the door or the printers do not know, though Foyer says so."""
    salto, printing = ask("/_control/salto"), ask("/_control/papercut/users")["users"]
    inside = sum(len(group["members"]) for group in salto["groups"])
    return (people - inside) + (people - sum(user["disabled-print"] == "FALSE" for user in printing))
