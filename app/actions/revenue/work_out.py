"""Work out the monthly recurring revenue of a location: of the organisations whose licenses changed, and once a night of all of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from sqlalchemy import delete, func, or_, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.core import clock
from app.core.month import Month, Months
from app.models import License, Location, RevenueChange, RevenueReading
from app.queries.billing_terms import location_terms, policy_today
from app.rules.recurring_revenue import Differs, differences
from app.work import Work, transaction
from app.writing import copy_rows

ANEW = dt.timedelta(hours=20)  # a price that is not retroactive, a setting or a license that is gone raises no mark
MARGIN = dt.timedelta(minutes=15)  # of transactions that were open when it was read last
NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
AT_ONCE = 1_000  # organisations
COLUMNS = ("license_id", "organisation_id", "location_id", "month", "before_cents", "cents")


def work_out_revenue(location_id: int, *, by: Actor, anew: bool = False) -> int:
    """How many organisations were looked at. Writes only what is another than before, so that doing it twice changes nothing."""
    with transaction(by=by) as work:
        require(by, Permission.LICENSE_READ)
        location = work.get(Location, location_id)
        session, now = work.session, clock.now()
        through = Month.of(clock.today(location.zone))
        reading = _reading(work, location_id, through)
        anew = anew or reading.through != through or reading.anew_at < now - ANEW
        first = session.scalar(select(func.min(License.starts_on)).where(License.location_id == location_id))
        who = _organisations(session, location_id, None if anew else reading.read_at - MARGIN)
        for start in range(0, len(who), AT_ONCE):
            if first is not None and Month.of(first) <= through:
                _write(session, location, Months(Month.of(first), through), who[start : start + AT_ONCE])
        reading.through, reading.read_at = through, now
        if anew:
            reading.anew_at = now
    return len(who)


def _reading(work: Work, location_id: int, through: Month) -> RevenueReading:
    """Locked, so that two who work it out at once take turns; nobody else waits for it."""
    new = {"location_id": location_id, "through": through, "read_at": NEVER, "anew_at": NEVER}
    work.session.execute(insert(RevenueReading).values(new).on_conflict_do_nothing(index_elements=["location_id"]))
    return work.lock(RevenueReading, work.session.scalars(select(RevenueReading.id).where(RevenueReading.location_id == location_id)).one())


def _organisations(session: Session, location_id: int, since: dt.datetime | None) -> Sequence[int]:
    """Of the location, or those with a license that was touched since."""
    query = select(License.organisation_id).where(License.location_id == location_id).distinct().order_by(License.organisation_id)
    if since is not None:
        query = query.where(or_(License.touched_at >= since, License.created_at >= since))
    return session.scalars(query).all()


def worked_out(session: Session, location: Location, months: Months, organisation_ids: Collection[int]) -> dict[int, list[Differs]]:
    """By organisation, from the present terms."""
    terms = location_terms(session, location, months, cut_off=None, organisation_ids=organisation_ids)
    policy = policy_today(session, location)
    return {
        own: differences(each.licenses, terms.memberships, each.discounts, policy, months.ends) for own, each in terms.organisations.items()
    }


def _write(session: Session, location: Location, months: Months, organisation_ids: Sequence[int]) -> None:
    found = worked_out(session, location, months, organisation_ids)
    wanted = {(each.license_id, each.month): (own, each) for own, mine in found.items() for each in mine}
    row = RevenueChange
    here = (row.location_id == location.id, row.organisation_id.in_(organisation_ids))
    stale = []
    for license_id, month, organisation_id, before, cents in session.execute(
        select(row.license_id, row.month, row.organisation_id, row.before_cents, row.cents).where(*here)
    ):
        own, each = wanted.get((license_id, month), (0, None))
        if each is not None and (own, each.before, each.after) == (organisation_id, before, cents):
            del wanted[license_id, month]
        else:
            stale.append((license_id, month))
    if stale:
        session.execute(delete(row).where(tuple_(row.license_id, row.month).in_(stale)))
    if wanted:
        copy_rows(
            session,
            "revenue_change",
            COLUMNS,
            ((each.license_id, own, location.id, each.month.first, each.before, each.after) for own, each in wanted.values()),
        )
