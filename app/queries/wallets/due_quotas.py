"""Quotas of licenses: which wait for their credits of the present period, and which lots outlive their license (W7)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, cast, exists, func, or_, select, true
from sqlalchemy.orm import Session, joinedload, selectinload

from app.core import clock
from app.models import FoyerUser, License, LicensePause, Location, Lot, Membership, Organisation, Wallet
from app.models.membership import QuotaFrequency
from app.models.organisation import OrganisationStatus
from app.rules.credits import Source
from app.rules.quotas import Period, lasts_until, period_at
from app.rules.units import Unit

KEY = "quota:license:"  # then the license, and the instant at which the period begins
TO = "@"  # then the wallet to which what was left of it went with its license


@dataclass(frozen=True, slots=True)
class Due:
    """One license whose credits of this period are not there yet."""

    license_id: int
    zone: str
    frequency: QuotaFrequency
    period: Period
    since: dt.date | None = None


def due_quotas(session: Session) -> list[Due]:
    """Licenses in force today, of active organisations and people, that no pause covers."""
    kinds = session.execute(
        select(Location.id, Location.zone, Membership.quota_frequency, Membership.quota_from_start)
        .join(Membership, Membership.location_id == Location.id)
        .where(Membership.quota_cents > 0, Membership.quota_unit != Unit.PRINTING)
        .distinct()
        .order_by(Location.id, Membership.quota_frequency, Membership.quota_from_start)
    ).all()
    return [
        each
        for place, zone, frequency, from_start in kinds
        if frequency
        for each in _due_there(session, place, zone, frequency, from_start)
    ]


def _due_there(session: Session, location_id: int, zone: str, frequency: QuotaFrequency, from_start: bool) -> Iterator[Due]:
    """By the calendar all licenses have the same period; from their own first day, those that began on the same day."""
    for since in _first_days(session, location_id, zone, frequency) if from_start else (None,):
        period = period_at(frequency, zone, clock.now(), since=since)
        for license_id in session.scalars(_waiting(location_id, clock.today(zone), frequency, period, since)):
            yield Due(license_id, zone, frequency, period, since)


def _first_days(session: Session, location_id: int, zone: str, frequency: QuotaFrequency) -> list[dt.date]:
    """The first days of licenses whose present period, counted from there, has brought nothing yet."""
    day, now = clock.today(zone), clock.now()
    query = select(License.id, License.starts_on).join(Membership, Membership.id == License.membership_id)
    running = session.execute(
        query.where(
            License.location_id == location_id, Membership.quota_frequency == frequency, Membership.quota_from_start, _in_force(day)
        )
    ).all()
    periods = {since: period_at(frequency, zone, now, since=since) for _license, since in running}
    keys = {f"{KEY}{license_id}:{periods[since].starts_at.isoformat()}": since for license_id, since in running}
    done = set(session.scalars(select(Lot.grant_key).where(Lot.grant_key.in_(keys))))
    return sorted({since for key, since in keys.items() if key not in done})


def _in_force(day: dt.date) -> ColumnElement[bool]:
    return and_(License.starts_on <= day, or_(License.ends_on.is_(None), License.ends_on >= day))


def _waiting(location_id: int, day: dt.date, frequency: QuotaFrequency, period: Period, since: dt.date | None) -> Select[int]:
    has_owner = or_(Membership.quota_is_shared, exists().where(FoyerUser.id == License.user_id, FoyerUser.active))
    paused = exists().where(
        LicensePause.license_id == License.id,
        LicensePause.starts_on <= day,
        or_(LicensePause.ends_on.is_(None), LicensePause.ends_on >= day),
    )
    granted = exists().where(Lot.grant_key == KEY + cast(License.id, Text) + f":{period.starts_at.isoformat()}")
    return (
        select(License.id)
        .join(Membership, Membership.id == License.membership_id)
        .join(Organisation, Organisation.id == License.organisation_id)
        .where(
            License.location_id == location_id,
            _in_force(day),
            Membership.quota_frequency == frequency,
            Membership.quota_from_start.is_(since is not None),
            License.starts_on == since if since is not None else true(),
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


def _brought_in(period: Period) -> ColumnElement[bool]:
    """The old system had granted this period's credits, and the data package brought what was left of them."""
    theirs = or_(
        and_(Membership.quota_is_shared, Wallet.organisation_id == License.organisation_id),
        and_(~Membership.quota_is_shared, Wallet.user_id == License.user_id),
    )
    lot = and_(Lot.wallet_id == Wallet.id, Lot.source == Source.QUOTA, Lot.grant_key.startswith("opening:"))
    now = and_(Lot.created_at >= period.starts_at, Lot.expires_at > period.starts_at)
    return exists().where(theirs, Wallet.unit == Membership.quota_unit, lot, now)


def slot_key() -> ColumnElement[str]:
    """Which license's and which period's a lot is, in whosever wallet."""
    return func.split_part(Lot.grant_key, TO, 1)


def license_number() -> Any:
    """Which license's a lot is, as text."""
    return func.split_part(Lot.grant_key, ":", 3)


def licenses_of(session: Session, license_ids: list[int]) -> list[License]:
    """With all that a grant asks of them."""
    along = (joinedload(License.membership), joinedload(License.location), joinedload(License.organisation), selectinload(License.pauses))
    return list(session.scalars(select(License).where(License.id.in_(license_ids)).options(*along).order_by(License.id)))


def last_grants(session: Session, license_ids: list[int]) -> dict[int, dt.datetime]:
    """The start of the last period for which each got its credits; nothing for one that never got any."""
    number = license_number()
    of_these = Lot.grant_key.like(f"{KEY}%") & number.in_([str(each) for each in license_ids])
    slot = func.max(func.substr(slot_key(), func.length(KEY + number) + 2))
    return {
        int(license_id): dt.datetime.fromisoformat(start)
        for license_id, start in session.execute(select(number, slot).where(of_these).group_by(number))
    }


def moved_ends(session: Session) -> list[tuple[int, int, dt.datetime]]:
    """(wallet, lot, end) of quotas that end at another instant than they say, because the end of their license was moved; or it is gone."""
    number = license_number()
    query = (
        select(Lot, License.id, License.starts_on, License.ends_on, Location.zone, Membership.quota_frequency, Membership.quota_from_start)
        .outerjoin(License, cast(License.id, Text) == number)
        .outerjoin(Location, Location.id == License.location_id)
        .outerjoin(Membership, Membership.id == License.membership_id)
        .where(
            Lot.source == Source.QUOTA, Lot.expires_at > clock.now(), Lot.balance_cents > Lot.reserved_cents, Lot.grant_key.like(f"{KEY}%")
        )
        .order_by(Lot.wallet_id, Lot.id)
    )
    ends: dict[tuple[str, str, str, dt.date | None], Period] = {}
    found = []
    for lot, license_id, starts_on, ends_on, zone, frequency, from_start in session.execute(query):
        wanted = clock.now() if license_id is None else lot.expires_at
        if license_id is not None and frequency is not None:
            slot = lot.grant_key.partition(TO)[0].removeprefix(f"{KEY}{license_id}:")
            since = starts_on if from_start else None
            if (kind := (frequency, zone, slot, since)) not in ends:
                ends[kind] = period_at(frequency, zone, dt.datetime.fromisoformat(slot), since=since)
            wanted = lasts_until(ends[kind], zone, ends_on)
        if wanted is not None and wanted != lot.expires_at:
            found.append((lot.wallet_id, lot.id, wanted))
    return found
