"""Quotas of licenses: which wait for their credits of the present period, and which lots outlive their license (W7)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Text, and_, cast, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.core import clock
from app.models import FoyerUser, License, LicensePause, Location, Lot, Membership, Organisation, Wallet
from app.models.membership import QuotaFrequency
from app.models.organisation import OrganisationStatus
from app.rules.credits import Source
from app.rules.quotas import Period, lasts_until, period_at
from app.rules.units import Unit


@dataclass(frozen=True, slots=True)
class Due:
    """One license whose credits of this period are not there yet."""

    license_id: int
    zone: str
    frequency: QuotaFrequency
    period: Period


def due_quotas(session: Session) -> list[Due]:
    """Licenses in force today, of active organisations and people, that no pause covers."""
    kinds = session.execute(
        select(Location.id, Location.zone, Membership.quota_frequency)
        .join(Membership, Membership.location_id == Location.id)
        .where(Membership.quota_cents > 0, Membership.quota_unit != Unit.PRINTING)
        .distinct()
        .order_by(Location.id, Membership.quota_frequency)
    ).all()
    return [each for place, zone, frequency in kinds for each in _due_there(session, place, zone, frequency)]


def _due_there(session: Session, location_id: int, zone: str, frequency: QuotaFrequency) -> Iterator[Due]:
    day, period = clock.today(zone), period_at(frequency, zone, clock.now())
    has_owner = or_(Membership.quota_is_shared, exists().where(FoyerUser.id == License.user_id, FoyerUser.active))
    paused = exists().where(
        LicensePause.license_id == License.id, LicensePause.starts_on <= day, or_(LicensePause.ends_on.is_(None), LicensePause.ends_on >= day)
    )
    granted = exists().where(Lot.grant_key == "quota:license:" + cast(License.id, Text) + f":{period.starts_at.isoformat()}")
    query = (
        select(License.id)
        .join(Membership, Membership.id == License.membership_id)
        .join(Organisation, Organisation.id == License.organisation_id)
        .where(
            License.location_id == location_id,
            License.starts_on <= day,
            or_(License.ends_on.is_(None), License.ends_on >= day),
            Membership.quota_frequency == frequency,
            Membership.quota_cents > 0,
            Membership.quota_unit != Unit.PRINTING,
            Organisation.status == OrganisationStatus.ACTIVE,
            has_owner,
            ~paused,
            ~granted,
            ~_brought_in(period),
        )
        .order_by(License.id)
    )
    return (Due(license_id, zone, frequency, period) for license_id in session.scalars(query))


def _brought_in(period: Period) -> ColumnElement[bool]:
    """The old system had granted this period's credits, and the data package brought what was left of them."""
    theirs = or_(
        and_(Membership.quota_is_shared, Wallet.organisation_id == License.organisation_id),
        and_(~Membership.quota_is_shared, Wallet.user_id == License.user_id),
    )
    lot = and_(Lot.wallet_id == Wallet.id, Lot.source == Source.QUOTA, Lot.grant_key.startswith("opening:"))
    now = and_(Lot.created_at >= period.starts_at, Lot.expires_at > period.starts_at)
    return exists().where(theirs, Wallet.unit == Membership.quota_unit, lot, now)


def licenses_of(session: Session, license_ids: list[int]) -> list[License]:
    """With all that a grant asks of them."""
    along = (joinedload(License.membership), joinedload(License.location), joinedload(License.organisation), selectinload(License.pauses))
    return list(session.scalars(select(License).where(License.id.in_(license_ids)).options(*along).order_by(License.id)))


def last_grants(session: Session, license_ids: list[int]) -> dict[int, dt.datetime]:
    """The start of the last period for which each got its credits; nothing for one that never got any."""
    number = func.split_part(Lot.grant_key, ":", 3)
    of_these = Lot.grant_key.like("quota:license:%") & number.in_([str(each) for each in license_ids])
    slot = func.max(func.substr(Lot.grant_key, func.length("quota:license:" + number) + 2))
    return {int(license_id): dt.datetime.fromisoformat(start) for license_id, start in session.execute(select(number, slot).where(of_these).group_by(number))}


def moved_ends(session: Session) -> list[tuple[int, int, dt.datetime]]:
    """(wallet, lot, end) of quotas that end at another instant than they say, because the end of their license was moved; or it is gone."""
    number = func.split_part(Lot.grant_key, ":", 3)
    query = (
        select(Lot, License.id, License.ends_on, Location.zone, Membership.quota_frequency)
        .outerjoin(License, cast(License.id, Text) == number)
        .outerjoin(Location, Location.id == License.location_id)
        .outerjoin(Membership, Membership.id == License.membership_id)
        .where(Lot.source == Source.QUOTA, Lot.expires_at > clock.now(), Lot.balance_cents > Lot.reserved_cents, Lot.grant_key.like("quota:license:%"))
        .order_by(Lot.wallet_id, Lot.id)
    )
    ends: dict[tuple[str, str, str], Period] = {}
    found = []
    for lot, license_id, ends_on, zone, frequency in session.execute(query):
        wanted = clock.now() if license_id is None else lot.expires_at
        if license_id is not None and frequency is not None:
            slot = lot.grant_key.removeprefix(f"quota:license:{license_id}:")
            if (kind := (frequency, zone, slot)) not in ends:
                ends[kind] = period_at(frequency, zone, dt.datetime.fromisoformat(slot))
            wanted = lasts_until(ends[kind], zone, ends_on)
        if wanted != lot.expires_at:
            found.append((lot.wallet_id, lot.id, wanted))
    return found
