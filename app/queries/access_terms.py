"""The licenses of people as the rules of access want them, many people at once."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock
from app.models import DoorTag, FoyerUser, License, LicensePause, Location, Membership, Organisation
from app.models.organisation import OrganisationStatus
from app.queries.home_zone import home_zone
from app.rules.access import Holding


@dataclass(slots=True)
class AccessTerms:
    """One person: the name for accounts is made from `email`; `location_id` is where the first of their licenses is; `tag` is their fob."""

    user_id: int
    email: str
    location_id: int | None
    holdings: list[Holding] = field(default_factory=list)
    tag: str = ""


def access_terms(session: Session, user_ids: Collection[int]) -> dict[int, AccessTerms]:
    """What decides the access of these people; four queries however many they are."""
    people = select(FoyerUser.id, FoyerUser.email, FoyerUser.location_id, FoyerUser.active, FoyerUser.ends_on, home_zone()).where(
        FoyerUser.id.in_(user_ids)
    )
    found: dict[int, AccessTerms] = {}
    active: dict[int, bool] = {}
    leaves: dict[int, tuple[dt.date | None, str, bool]] = {}
    for user_id, email, location_id, is_active, ends_on, zone in session.execute(people):
        found[user_id], active[user_id] = AccessTerms(user_id, email, location_id), bool(is_active)
        leaves[user_id] = ends_on, zone, ends_on is not None and ends_on < clock.today(zone)
    tags = dict(session.execute(select(DoorTag.user_id, DoorTag.external_id).where(DoorTag.user_id.in_(user_ids))).all())
    for user_id, person in found.items():
        person.tag = tags.get(user_id, "")
    pauses = _pauses(session, user_ids)
    licenses = (
        select(
            License.id,
            License.code,
            License.user_id,
            License.location_id,
            License.starts_on,
            License.ends_on,
            Location.zone,
            Membership.wifi_group,
            Membership.door_groups,
            Organisation.status,
        )
        .join(Location, Location.id == License.location_id)
        .join(Membership, Membership.id == License.membership_id)
        .join(Organisation, Organisation.id == License.organisation_id)
        .where(License.user_id.in_(user_ids))
        .order_by(License.code.desc())
    )
    for row in session.execute(licenses):
        terms = found[row.user_id]
        holding = Holding(
            row.code,
            clock.today(row.zone),
            row.starts_on,
            row.ends_on,
            pauses.get(row.id, ()),
            row.wifi_group.strip(),
            tuple(dict.fromkeys(part.strip() for part in row.door_groups.split(";") if part.strip())),
            active[row.user_id] and row.status is OrganisationStatus.ACTIVE,
            row.zone,
            *leaves[row.user_id],
        )
        terms.holdings.append(holding)
        if holding.is_current:
            terms.location_id = row.location_id  # the last one of this order is the first by code
    return found


def _pauses(session: Session, user_ids: Collection[int]) -> dict[int, list[tuple[dt.date, dt.date | None]]]:
    query = select(LicensePause.license_id, LicensePause.starts_on, LicensePause.ends_on).join(License).where(License.user_id.in_(user_ids))
    found: dict[int, list[tuple[dt.date, dt.date | None]]] = defaultdict(list)
    for license_id, first, last in session.execute(query):
        found[license_id].append((first, last))
    return found
