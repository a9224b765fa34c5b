"""Who could have seen a person between two instants, and who certainly dealt with them: read off roles, locations and the audit."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import func, or_, select, text
from sqlalchemy.orm import Session, selectinload

from app.models import AuditEvent, FoyerUser, License, Location, Organisation
from app.models.user import TeamRole
from app.rules.sightings import Rights, Span, spans

READERS = text("""
    SELECT DISTINCT r.name FROM ab_role r JOIN ab_permission_view_role pvr ON pvr.role_id = r.id
    JOIN ab_permission_view pv ON pv.id = pvr.permission_view_id JOIN ab_permission p ON p.id = pv.permission_id
    JOIN ab_view_menu v ON v.id = pv.view_menu_id WHERE p.name = 'can_read' AND v.name = 'User'
""")


@dataclass(frozen=True, slots=True)
class Witness:
    """`roles` and `places` are those that let them see; no places: everywhere. `acted` counts what they did to the person in that time."""

    user_id: int
    name: str
    roles: tuple[str, ...]
    places: tuple[str, ...]
    acted: int
    signed_in: dt.datetime | None


def witnesses(session: Session, person: FoyerUser, since: dt.datetime, until: dt.datetime) -> list[Witness]:
    """Staff whose role reads people at one of the person's places, and owners of their team; who acted comes first.

    What roles grant is read as of today; who had which role, where, and until when, as it was.
    """
    readers, places = set(session.scalars(READERS)), _places(session, person)
    events = _events(session)
    acted = _acted(session, person, since, until)
    found = []
    for user in session.scalars(
        select(FoyerUser).options(selectinload(FoyerUser.roles), selectinload(FoyerUser.locations)).order_by(FoyerUser.id)
    ):
        if user.id == person.id:
            continue
        today = Rights(
            bool(user.active),
            frozenset(role.name for role in user.roles),
            frozenset(place.name for place in user.locations),
            user.team_role,
            user.organisation_id,
        )
        sighted = [
            each for each in spans(today, events.get(user.id, ())) if each.meets(since, until) and _sees(each, readers, places, person)
        ]
        if sighted or user.id in acted:
            roles = {name for each in sighted for name in _because(each, readers)}
            where = (
                set()
                if any(not each.rights.locations for each in sighted)
                else {place for each in sighted for place in each.rights.locations & places}
            )
            signed_in = user.last_login.replace(tzinfo=dt.UTC) if user.last_login else None
            found.append(Witness(user.id, str(user), tuple(sorted(roles)), tuple(sorted(where)), acted.get(user.id, 0), signed_in))
    return sorted(found, key=lambda each: (-each.acted, each.name))


def _sees(span: Span, readers: set[str], places: set[str], person: FoyerUser) -> bool:
    rights = span.rights
    if not rights.active:
        return False
    if _owns_team(rights) and rights.organisation_id == person.organisation_id:
        return True
    return bool(rights.roles & readers) and (not rights.locations or bool(rights.locations & places))


def _because(span: Span, readers: set[str]) -> frozenset[str]:
    return (span.rights.roles & readers) | ({TeamRole.OWNER.value} if _owns_team(span.rights) else set())


def _owns_team(rights: Rights) -> bool:
    return rights.team_role == TeamRole.OWNER and rights.organisation_id is not None


def _places(session: Session, person: FoyerUser) -> set[str]:
    """By name: the home, that of the organisation, those of licenses, and earlier homes."""
    moved = session.scalars(
        select(AuditEvent.changes["location_id"]).where(
            AuditEvent.noun == "ab_user", AuditEvent.noun_id == person.id, AuditEvent.changes.has_key("location_id")
        )
    )
    ids = {each for pair in moved for each in pair if isinstance(each, int)} | {person.location_id}
    theirs = or_(
        Location.id.in_({each for each in ids if each is not None}),
        Location.id.in_(
            select(License.location_id).where(or_(License.user_id == person.id, License.organisation_id == person.organisation_id))
        ),
        Location.id.in_(select(Organisation.location_id).where(Organisation.id == person.organisation_id)),
    )
    return set(session.scalars(select(Location.name).where(theirs)))


def _events(session: Session) -> dict[int, list[tuple[dt.datetime, str, dict[str, object]]]]:
    """What moved anybody's rights, newest first."""
    moves = or_(
        *(AuditEvent.changes.has_key(name) for name in ("roles", "locations", "active", "team_role", "organisation_id")),
        AuditEvent.verb == "create",
    )
    query = select(AuditEvent.noun_id, AuditEvent.at, AuditEvent.verb, AuditEvent.changes).where(AuditEvent.noun == "ab_user", moves)
    found: dict[int, list[tuple[dt.datetime, str, dict[str, object]]]] = defaultdict(list)
    for user_id, *event in session.execute(query.order_by(AuditEvent.id.desc())):
        found[user_id].append(tuple(event))
    return found


def _acted(session: Session, person: FoyerUser, since: dt.datetime, until: dt.datetime) -> dict[int, int]:
    query = (
        select(AuditEvent.actor_id, func.count())
        .where(AuditEvent.noun == "ab_user", AuditEvent.noun_id == person.id, AuditEvent.at.between(since, until))
        .group_by(AuditEvent.actor_id)
    )
    return {actor: count for actor, count in session.execute(query) if actor is not None and actor != person.id}
