"""What the present month and the next three bring as things stand: licenses and recurring charges by the rules that price invoices, and the pipeline."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import false, or_, select
from sqlalchemy.orm import Session

from app.access.permissions import Permission
from app.access.scope import narrowed
from app.core.month import Month, Months
from app.models import FoyerUser, Lead, License, LineItem, Location, Opportunity, Organisation
from app.models.opportunity import OPEN_STAGES
from app.models.organisation import OrganisationStatus
from app.queries import charge_terms
from app.queries.billing_terms import location_terms, policy_today
from app.queries.no_collection import no_collection
from app.queries.opportunities.deals import Wanted, chosen
from app.queries.opportunities.expected import expected
from app.queries.opportunities.likely import likely
from app.queries.reports.asked import Asked, Behind
from app.rules.forecast import Forecast, forecasts, weighted
from app.rules.next_months import Change, Moved, last_whole, moved
from app.rules.preview import OrganisationTerms
from app.rules.price_licenses import price_licenses
from app.rules.recurring_lines import recurring_lines
from app.rules.terms import LicenseTerms

AHEAD = 3  # months after the present one
COMING = (OrganisationStatus.ACTIVE, OrganisationStatus.PENDING)
Key = tuple[str, int]  # ("license", id) or ("recurring", id)


@dataclass(slots=True)
class NextMonths:
    """Of one currency, in cents without VAT: what each license and recurring charge costs in each month, whose and where it is, and its first and last day.

    `before` is what it cost in the month before all of these, of customers of whom something ends within the present one.
    """

    currency: str
    months: list[Month]
    cents: dict[Month, dict[Key, int]]
    places: dict[Key, tuple[int, int]]
    days: dict[Key, tuple[dt.date, dt.date | None]] = field(default_factory=dict)
    before: dict[Key, int] = field(default_factory=dict)

    def agreed(self, month: Month, kind: str | None = None) -> int:
        return sum(cents for (is_a, _id), cents in self.cents[month].items() if kind in (None, is_a))

    def moved(self, month: Month) -> list[Moved]:
        """Against the month before it."""
        return moved(self.cents[month.previous], self.cents[month])

    def over_time(self, key: Key) -> dict[Month, int]:
        """What one of them costs in each month that it has."""
        sums = {self.months[0].previous: self.before, **self.cents}
        return {month: own[key] for month, own in sums.items() if key in own}


@dataclass(frozen=True, slots=True)
class Pipeline:
    """What open opportunities bring a month, by how likely their stages are; what is expected in a month is billed from the next one on."""

    forecast: Forecast
    percents: dict[str, int]

    def brings(self, month: Month) -> int:
        """Stage by stage, each rounded once."""
        return sum(weighted(self._sum(month, stage), percent) for stage, percent in self.percents.items())

    def count(self, month: Month) -> int:
        return sum(cell.count for (at, _stage), cell in self.forecast.cells.items() if at < month)

    def _sum(self, month: Month, stage: str) -> int:
        return sum(cell.cents for (at, of), cell in self.forecast.cells.items() if at < month and of == stage)


def next_months(session: Session, asked: Asked) -> list[NextMonths]:
    """One for each currency; charges of one time, bookings and purchases are nobody's to foresee and are not in it."""
    months = [Month.of(asked.today).plus(ahead) for ahead in range(AHEAD + 1)]
    places = narrowed(select(Location).order_by(Location.name), asked.by, Location)
    if asked.location_id is not None:
        places = places.where(Location.id == asked.location_id)
    found: dict[str, NextMonths] = {}
    with no_collection():
        for location in session.scalars(places).all():
            mine = found.setdefault(location.currency, NextMonths(location.currency, months, {month: {} for month in months}, {}))
            _add(session, location, mine)
    return [found[currency] for currency in sorted(found) if any(any(sums.values()) for sums in found[currency].cents.values())]


def _add(session: Session, location: Location, into: NextMonths) -> None:
    present = into.months[0]
    window = Months(present.previous, into.months[-1])
    coming = Organisation.status.in_(COMING)
    ids = session.scalars(
        select(Organisation.id).where(
            coming,
            or_(
                Organisation.id.in_(select(License.organisation_id).where(License.location_id == location.id)),
                Organisation.id.in_(select(LineItem.organisation_id).where(LineItem.location_id == location.id)),
            ),
        )
    ).all()
    terms = location_terms(session, location, window, cut_off=None, organisation_ids=ids)
    charge_terms.recurring(session, location.id, window, terms.organisations, LineItem.organisation_id.in_(ids))
    policy = policy_today(session, location)

    def priced(owner: OrganisationTerms, month: Month) -> dict[Key, int]:
        lines = [
            *price_licenses(month, owner.licenses, terms.memberships, owner.discounts, policy).lines,
            *recurring_lines(month, owner.recurring, policy.proration),
        ]
        sums: dict[Key, int] = defaultdict(
            int, {("license", each.id): 0 for each in owner.licenses if in_force(each, month)}
        )  # also those that are paused
        for line in lines:
            sums[line.kind.value, line.id] += line.net
        return sums

    for owner in terms.organisations.values():
        for month in into.months:
            sums = priced(owner, month)
            into.cents[month].update(sums)
            into.places.update(dict.fromkeys(sums, (owner.id, location.id)))
        days: dict[Key, tuple[dt.date, dt.date | None]] = {("license", each.id): (each.starts_on, each.ends_on) for each in owner.licenses}
        days.update({("recurring", each.id): (each.starts_on, each.ends_on) for each in owner.recurring})
        into.days.update(days)
        if any(last is not None and present.first <= last < present.last for _first, last in days.values()):
            into.before.update(priced(owner, present.previous))


def ending(session: Session, of: NextMonths) -> int:
    """What ends before the last of these months, a whole month of each. A license that another one takes the place of goes on, as that one, where it begins here."""
    over = {each.key for month in of.months[1:] for each in of.moved(month) if each.change is Change.ENDS}
    after = session.execute(
        select(License.replaces_id, License.id).where(License.replaces_id.in_([id_ for kind, id_ in over if kind == "license"]))
    )
    over -= {("license", old) for old, new in after if ("license", new) in of.places}
    return sum(last_whole(of.over_time(key), *of.days[key]) for key in over)


def in_force(license: LicenseTerms, month: Month) -> bool:
    return license.starts_on <= month.last and (license.ends_on is None or license.ends_on >= month.first)


def pipeline(session: Session, asked: Asked) -> dict[str, Pipeline]:
    """By currency; nothing for people who may not see opportunities."""
    if not asked.by.may(Permission.OPPORTUNITY_READ):
        return {}
    percents = likely(session)
    found = forecasts(expected(session, Wanted(location_id=asked.location_id), by=asked.by), asked.today)
    return {each.currency: Pipeline(each, percents) for each in found}


def expected_before(asked: Asked, month: Month, currency: str) -> Behind:
    """The open opportunities that `Pipeline.count` counts: whatever was expected in a month that is over counts in the present one, and so in each after it."""
    columns = (
        Opportunity.id,
        Lead.name.label("name"),
        Location.name.label("location"),
        Opportunity.stage,
        Opportunity.expected_on,
        Opportunity.value_cents.label("cents"),
    )
    query = chosen(select(*columns), Wanted(location_id=asked.location_id), by=asked.by)
    counts = Opportunity.expected_on < month.first if month > Month.of(asked.today) else false()
    return Behind(
        query.where(Opportunity.stage.in_(OPEN_STAGES), Opportunity.currency == currency, counts).order_by(
            Opportunity.expected_on, Lead.name
        )
    )


def in_words(session: Session, of: NextMonths, keys: Iterable[Key]) -> dict[Key, dict[str, Any]]:
    """What a list says of licenses and recurring charges: whose, where, and what."""
    wanted = list(keys)
    names: dict[Key, dict[str, Any]] = {}
    licenses = (
        select(License.id, License.code, FoyerUser.first_name, FoyerUser.last_name, License.starts_on, License.ends_on)
        .outerjoin(FoyerUser, FoyerUser.id == License.user_id)
        .where(License.id.in_([id_ for kind, id_ in wanted if kind == "license"]))
    )
    for id_, code, first, last, starts_on, ends_on in session.execute(licenses):
        person = f"{first} {last}".strip() if first is not None else ""
        names["license", id_] = {
            "page": "licenses",
            "id": id_,
            "what": f"{code} · {person}" if person else code,
            "starts_on": starts_on,
            "ends_on": ends_on,
        }
    items = select(LineItem.id, LineItem.description, LineItem.starts_on, LineItem.ends_on).where(
        LineItem.id.in_([id_ for kind, id_ in wanted if kind == "recurring"])
    )
    for id_, description, starts_on, ends_on in session.execute(items):
        names["recurring", id_] = {"page": "line-items", "id": id_, "what": description, "starts_on": starts_on, "ends_on": ends_on}
    owners = dict(
        session.execute(select(Organisation.id, Organisation.name).where(Organisation.id.in_({of.places[key][0] for key in wanted}))).all()
    )
    locations = dict(session.execute(select(Location.id, Location.name)).all())
    return {
        key: {
            **names[key],
            "organisation_id": of.places[key][0],
            "organisation": owners.get(of.places[key][0], ""),
            "location": locations.get(of.places[key][1], ""),
        }
        for key in wanted
        if key in names
    }
