"""What a location's organisations agreed to and used in a month, read in a few bulk queries and given to the rules as terms (P13)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from app.core.month import Month
from app.models import (
    Adhoc,
    Discount,
    FoyerUser,
    License,
    LicensePause,
    LicensePrice,
    LineItem,
    Location,
    Membership,
    MembershipPrice,
    Organisation,
)
from app.models.organisation import OrganisationStatus
from app.rules.corrections import EnteredVersion, binding_versions
from app.rules.policy import DiscountMode, PricingPolicy, Proration
from app.rules.preview import OrganisationTerms
from app.rules.terms import AdhocTerms, LicenseTerms, ManualDiscount, MembershipTerms, Pause, PriceVersion, RecurringTerms

DISCOUNT_MODE = "pricing.discount_mode"


@dataclass(slots=True)
class LicenseFacts:
    """What a line says beside its price: whose license it is, of which membership."""

    membership_id: int
    person: str


@dataclass(slots=True)
class LocationTerms:
    """One location and month. `organisations` by id; `facts` by license id; `item_codes` by recurring line item and ad hoc id."""

    organisations: dict[int, OrganisationTerms]
    memberships: dict[int, MembershipTerms]
    names: dict[int, tuple[str, str]]
    facts: dict[int, LicenseFacts]
    recurring_codes: dict[int, str]
    adhoc_codes: dict[int, str]


def policy_of(location: Location, mode: str = DiscountMode.MULTIPLY) -> PricingPolicy:
    """The pricing settings of a location (P4, P5)."""
    return PricingPolicy(proration=Proration(location.proration.value), mode=DiscountMode(mode))


def location_terms(
    session: Session,
    location: Location,
    month: Month,
    *,
    cut_off: dt.date | None,
    organisation_ids: Collection[int] | None = None,
    issued_at: dt.datetime | None = None,
) -> LocationTerms:
    """Terms of the active organisations, or of those named.

    `cut_off` is the last day whose charges count; None leaves charges and recurring items out, as corrections do.
    `issued_at` is when a past month was approved: prices typed in later do not count for it unless retroactive (P11).
    """
    wanted = organisation_ids is None
    memberships, names = _memberships(session, location.id, issued_at)
    organisations: dict[int, OrganisationTerms] = {}
    facts = _licenses(session, location.id, month, organisations, _who(License.organisation_id, organisation_ids))
    recurring_codes: dict[int, str] = {}
    adhoc_codes: dict[int, str] = {}
    if cut_off is not None:
        recurring_codes = _recurring(session, location.id, month, organisations, _who(LineItem.organisation_id, organisation_ids))
        adhoc_codes = _adhocs(session, location.id, cut_off, organisations, _who(Adhoc.organisation_id, organisation_ids))
    _discounts(session, month, organisations, None if wanted else organisation_ids)
    return LocationTerms(organisations, memberships, names, facts, recurring_codes, adhoc_codes)


def _who(column: Any, organisation_ids: Collection[int] | None) -> ColumnElement[bool]:
    if organisation_ids is not None:
        return column.in_(organisation_ids)  # type: ignore[no-any-return]
    return Organisation.status == OrganisationStatus.ACTIVE


def _memberships(
    session: Session, location_id: int, issued_at: dt.datetime | None
) -> tuple[dict[int, MembershipTerms], dict[int, tuple[str, str]]]:
    versions: dict[int, list[EnteredVersion]] = defaultdict(list)
    columns = select(
        MembershipPrice.membership_id,
        MembershipPrice.valid_from,
        MembershipPrice.primary_cents,
        MembershipPrice.extra_cents,
        MembershipPrice.created_at,
        MembershipPrice.retroactive,
    )
    for owner, valid_from, primary, extra, entered_at, retroactive in session.execute(
        columns.join(Membership).where(Membership.location_id == location_id)
    ):
        versions[owner].append(EnteredVersion(PriceVersion(valid_from, primary, extra), entered_at, retroactive))
    terms, names = {}, {}
    query = select(Membership.id, Membership.code, Membership.name, Membership.included_primary, Membership.xero_item_code)
    for row_id, code, name, included, item_code in session.execute(query.where(Membership.location_id == location_id)):
        entered = versions[row_id]
        binding = tuple(each.version for each in entered) if issued_at is None else binding_versions(entered, issued_at)
        terms[row_id] = MembershipTerms(row_id, code, included, binding or tuple(each.version for each in entered))
        names[row_id] = (name, item_code)
    return terms, names


def _licenses(
    session: Session, location_id: int, month: Month, organisations: dict[int, OrganisationTerms], who: ColumnElement[bool]
) -> dict[int, LicenseFacts]:
    of_month = (
        (License.location_id == location_id)
        & (License.starts_on <= month.last)
        & or_(License.ends_on.is_(None), License.ends_on >= month.first)
    )
    ids = select(License.id).join(Organisation).where(of_month, who)
    pauses: dict[int, list[Pause]] = defaultdict(list)
    for license_id, begins, ends in session.execute(
        select(LicensePause.license_id, LicensePause.starts_on, LicensePause.ends_on).where(LicensePause.license_id.in_(ids))
    ):
        pauses[license_id].append((begins, ends))
    prices: dict[int, list[PriceVersion]] = defaultdict(list)
    for license_id, valid_from, primary, extra in session.execute(
        select(LicensePrice.license_id, LicensePrice.valid_from, LicensePrice.primary_cents, LicensePrice.extra_cents).where(
            LicensePrice.license_id.in_(ids)
        )
    ):
        prices[license_id].append(PriceVersion(valid_from, primary, extra))
    facts: dict[int, LicenseFacts] = {}
    query = (
        select(
            License.id,
            License.code,
            License.membership_id,
            License.starts_on,
            License.ends_on,
            License.commitment_months,
            License.commitment_start,
            License.custom_price_cents,
            License.custom_price_end,
            License.net_price,
            Organisation.id,
            Organisation.code,
            FoyerUser.first_name,
            FoyerUser.last_name,
        )
        .join(Organisation, Organisation.id == License.organisation_id)
        .outerjoin(FoyerUser, FoyerUser.id == License.user_id)
        .where(of_month, who)
    )
    held: dict[int, list[LicenseTerms]] = {}
    for row in session.execute(query):
        license_id, code, membership_id, starts_on, ends_on, months, since, custom, custom_end, net, owner_id, owner_code, first, last = row
        mine = held.get(owner_id)
        if mine is None:
            mine = held[owner_id] = []
            organisations[owner_id] = OrganisationTerms(owner_id, owner_code, mine)
        mine.append(
            LicenseTerms(
                license_id,
                code,
                membership_id,
                starts_on,
                ends_on,
                tuple(sorted(pauses[license_id], key=lambda pause: pause[0])) if license_id in pauses else (),
                months or 0,
                since,
                custom,
                custom_end,
                net,
                tuple(prices[license_id]) if license_id in prices else (),
            )
        )
        facts[license_id] = LicenseFacts(membership_id, f"{first} {last}".strip() if first is not None else "")
    return facts


def _discounts(
    session: Session, month: Month, organisations: dict[int, OrganisationTerms], organisation_ids: Collection[int] | None
) -> None:
    """Rows for a product never reach licenses; one without an organisation may touch any of them."""
    query = (
        select(
            Discount.organisation_id,
            License.organisation_id,
            Discount.percent,
            Discount.starts_on,
            Discount.ends_on,
            Discount.license_id,
            Discount.membership_id,
            Discount.reason,
        )
        .outerjoin(License, License.id == Discount.license_id)
        .where(
            Discount.product_id.is_(None),
            or_(Discount.starts_on.is_(None), Discount.starts_on <= month.last),
            or_(Discount.ends_on.is_(None), Discount.ends_on >= month.first),
        )
        .order_by(Discount.code)
    )
    if organisation_ids is not None:
        query = query.where(
            or_(Discount.organisation_id.is_(None), Discount.organisation_id.in_(organisation_ids)),
        )
    shared: list[ManualDiscount] = []
    own: dict[int, list[ManualDiscount]] = defaultdict(list)
    for owner, license_owner, percent, starts_on, ends_on, license_id, membership_id, reason in session.execute(query):
        row = ManualDiscount(percent, starts_on, ends_on, license_id, membership_id, reason)
        belongs = owner if owner is not None else license_owner
        if owner is not None and license_owner is not None and owner != license_owner:
            continue  # names one organisation and another's license: no row can match both columns
        if belongs is None:
            shared.append(row)
        else:
            own[belongs].append(row)
    if shared:
        for terms in organisations.values():
            terms.discounts = [*shared, *own.get(terms.id, ())]
    else:
        for owner, rows in own.items():
            if owner in organisations:
                organisations[owner].discounts = rows


def _recurring(
    session: Session, location_id: int, month: Month, organisations: dict[int, OrganisationTerms], who: ColumnElement[bool]
) -> dict[int, str]:
    query = (
        select(
            LineItem.id,
            LineItem.code,
            LineItem.description,
            LineItem.price_cents,
            LineItem.starts_on,
            LineItem.ends_on,
            LineItem.xero_item_code,
            Organisation.id,
            Organisation.code,
        )
        .join(Organisation, Organisation.id == LineItem.organisation_id)
        .where(
            LineItem.location_id == location_id,
            LineItem.license_id.is_(None),
            LineItem.starts_on <= month.last,
            or_(LineItem.ends_on.is_(None), LineItem.ends_on >= month.first),
            who,
        )
    )
    found: dict[int, list[RecurringTerms]] = defaultdict(list)
    codes: dict[int, str] = {}
    for row_id, code, description, price, starts_on, ends_on, item_code, owner_id, owner_code in session.execute(query):
        organisations.setdefault(owner_id, OrganisationTerms(owner_id, owner_code))
        found[owner_id].append(RecurringTerms(row_id, code, description, price or 0, starts_on, ends_on))
        codes[row_id] = item_code
    for owner_id, rows in found.items():
        organisations[owner_id].recurring = rows
    return codes


def _adhocs(
    session: Session, location_id: int, cut_off: dt.date, organisations: dict[int, OrganisationTerms], who: ColumnElement[bool]
) -> dict[int, str]:
    from app.models import Product

    query = (
        select(
            Adhoc.id,
            Adhoc.code,
            Adhoc.date,
            Adhoc.description,
            Adhoc.quantity,
            Adhoc.unit_price_cents,
            Product.xero_item_code,
            Organisation.id,
            Organisation.code,
        )
        .join(Organisation, Organisation.id == Adhoc.organisation_id)
        .outerjoin(Product, Product.id == Adhoc.product_id)
        .where(Adhoc.location_id == location_id, Adhoc.invoiced_at.is_(None), Adhoc.date <= cut_off, who)
    )
    found: dict[int, list[AdhocTerms]] = defaultdict(list)
    codes: dict[int, str] = {}
    for row_id, code, date, description, quantity, price, item_code, owner_id, owner_code in session.execute(query):
        organisations.setdefault(owner_id, OrganisationTerms(owner_id, owner_code))
        found[owner_id].append(AdhocTerms(row_id, code, date, description, Decimal(quantity), price))
        codes[row_id] = item_code or ""
    for owner_id, rows in found.items():
        organisations[owner_id].adhocs = rows
    return codes


def total_of(lines: Iterable[Any]) -> int:
    """Sum of the nets, in cents."""
    return sum(line.net for line in lines)
