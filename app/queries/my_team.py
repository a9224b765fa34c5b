"""The team of an organisation as its owner sees it: people with their licenses, free places, what was asked for, what can be."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import select, union
from sqlalchemy.orm import Session, joinedload, selectinload

from app.access.actor import Actor
from app.core import clock
from app.models import FoyerUser, License, Membership, Organisation, SignUp
from app.models.signup import SignUpStatus
from app.queries.my_home import seen


@dataclass(frozen=True, slots=True)
class Team:
    """`people` with their running licenses, by name; `free` are licenses that nobody can use; `asked` wait for staff."""

    people: list[tuple[FoyerUser, list[License]]]
    free: list[License]
    asked: list[SignUp]


def my_team(session: Session, *, by: Actor) -> Team:
    """Of the organisation that the actor runs. Four queries however many people there are."""
    own = by.organisation_id or 0
    along = (joinedload(License.membership), joinedload(License.space), joinedload(License.location), selectinload(License.pauses))
    licenses = (
        select(License).where(License.organisation_id == own, seen(by, License)).options(*along).order_by(License.starts_on, License.id)
    )
    running = [row for row in session.scalars(licenses) if row.ends_on is None or row.ends_on >= clock.today(row.location.zone)]
    people = select(FoyerUser).where(FoyerUser.organisation_id == own, FoyerUser.active, seen(by, FoyerUser))
    present = list(session.scalars(people.order_by(FoyerUser.first_name, FoyerUser.last_name, FoyerUser.id)))
    held: dict[int | None, list[License]] = defaultdict(list)
    for license in running:
        held[license.user_id].append(license)
    here = {user.id for user in present}
    free = [license for license in running if license.user_id not in here]
    asked = select(SignUp).where(SignUp.organisation_id == own, SignUp.status == SignUpStatus.WAITING, seen(by, SignUp))
    return Team(
        [(user, held[user.id]) for user in present],
        free,
        list(session.scalars(asked.options(joinedload(SignUp.membership)).order_by(SignUp.id))),
    )


def places_of(session: Session, organisation_id: int) -> set[int]:
    """The locations where an organisation is at home or has a license."""
    home = select(Organisation.location_id).where(Organisation.id == organisation_id)
    return set(session.scalars(union(home, select(License.location_id).where(License.organisation_id == organisation_id))))


def offered(session: Session, organisation_id: int) -> list[Membership]:
    """Memberships that may be asked for."""
    query = select(Membership).where(Membership.location_id.in_(places_of(session, organisation_id)), Membership.is_active)
    return list(session.scalars(query.options(joinedload(Membership.location)).order_by(Membership.location_id, Membership.name)))
