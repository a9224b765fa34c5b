"""Some of the demo network's people have their doors, fobs and WiFi already when Foyer starts; everybody else's follow by the jobs."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import or_, select

from app.access.actor import SYSTEM
from app.actions.access.settle import settle_access
from app.cli.demo_network.doors import hang_doors
from app.cli.demo_network.online import go_online
from app.cli.demo_network.staff import MEMBER
from app.core import clock
from app.models import FoyerUser, License, Location, Organisation
from app.models.organisation import OrganisationStatus
from app.work import Work

COUNTS = {"KLF": 12, "RSB": 6, "AMS": 4}


def come_in(work: Work, doors: Path | None, *, prefix: str) -> None:
    """`doors`: the folder of the sandbox whose doors are these; None where Salto is a real one."""
    people = [user for code, count in COUNTS.items() for user in _people(work, code, count)]
    settle_access([user.id for user in people], by=SYSTEM)
    go_online(work, people)
    if doors is not None:
        hang_doors(work, doors, people, prefix=prefix)


def _people(work: Work, code: str, count: int) -> list[FoyerUser]:
    """One of an organisation, whose license runs; the member who is shown comes first."""
    location = work.session.scalars(select(Location).where(Location.code == code)).one()
    day = clock.today(location.zone)
    query = (
        select(FoyerUser)
        .join(License, License.user_id == FoyerUser.id)
        .join(Organisation, Organisation.id == License.organisation_id)
        .where(License.location_id == location.id, License.starts_on <= day, or_(License.ends_on.is_(None), License.ends_on > day))
        .where(Organisation.status == OrganisationStatus.ACTIVE, ~License.pauses.any())
        .order_by(FoyerUser.email != MEMBER.email, License.code)
    )
    first: dict[int | None, FoyerUser] = {}
    for user in work.session.scalars(query):
        first.setdefault(user.organisation_id, user)
    return list(first.values())[:count]
