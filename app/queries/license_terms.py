"""Memberships, licenses and discounts of a location and month, in bulk, as the terms that price a license (P1, P5, P6)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from app.core.month import Month, Months
from app.models import Discount, FoyerUser, License, LicenseAgreement, LicensePause, LicensePrice, Membership, MembershipPrice, Organisation
from app.rules.corrections import EnteredVersion, binding_versions
from app.rules.preview import OrganisationTerms
from app.rules.terms import FormerTerms, LicenseTerms, ManualDiscount, MembershipTerms, Pause, PriceVersion


@dataclass(slots=True)
class LicenseFacts:
    """What a line says beside its price: whose license it is, of which membership."""

    membership_id: int
    person: str


def memberships(
    session: Session, location_id: int, issued_at: dt.datetime | None
) -> tuple[dict[int, MembershipTerms], dict[int, tuple[str, str]]]:
    """Terms by membership id, and its name with its item code; prices typed in after `issued_at` only when retroactive (P11)."""
    versions: dict[int, list[EnteredVersion]] = defaultdict(list)
    columns = select(
        MembershipPrice.membership_id,
        MembershipPrice.valid_from,
        MembershipPrice.primary_cents,
        MembershipPrice.extra_cents,
        MembershipPrice.included_primary,
        MembershipPrice.created_at,
        MembershipPrice.retroactive,
    )
    for owner, valid_from, primary, extra, included, entered_at, retroactive in session.execute(
        columns.join(Membership).where(Membership.location_id == location_id)
    ):
        versions[owner].append(EnteredVersion(PriceVersion(valid_from, primary, extra, included), entered_at, retroactive))
    terms, names = {}, {}
    query = select(Membership.id, Membership.code, Membership.name, Membership.included_primary, Membership.xero_item_code)
    for row_id, code, name, included, item_code in session.execute(query.where(Membership.location_id == location_id)):
        entered = versions[row_id]
        binding = tuple(each.version for each in entered) if issued_at is None else binding_versions(entered, issued_at)
        terms[row_id] = MembershipTerms(row_id, code, included, binding or tuple(each.version for each in entered))
        names[row_id] = (name, item_code)
    return terms, names


def licenses(
    session: Session,
    location_id: int,
    month: Month | Months,
    organisations: dict[int, OrganisationTerms],
    who: ColumnElement[bool],
    issued_at: dt.datetime | None,
) -> dict[int, LicenseFacts]:
    """Fills `organisations` with the licenses that have a day in the month or months; returns whose they are, by license id.

    A rise that was approved after `issued_at` does not reach back to that month, one that was undone does (P6, P11).
    """
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
    versions = select(LicensePrice.license_id, LicensePrice.valid_from, LicensePrice.primary_cents, LicensePrice.extra_cents)
    versions = versions.where(LicensePrice.license_id.in_(ids)).order_by(LicensePrice.valid_from, LicensePrice.restores)
    if issued_at is not None:
        versions = versions.where(or_(LicensePrice.restores, LicensePrice.created_at <= issued_at))
    for license_id, valid_from, primary, extra in session.execute(versions):
        prices[license_id].append(PriceVersion(valid_from, primary, extra))
    former = _former(session, ids)
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
                tuple(former[license_id]) if license_id in former else (),
            )
        )
        facts[license_id] = LicenseFacts(membership_id, f"{first} {last}".strip() if first is not None else "")
    return facts


def _former(session: Session, ids: Select[int]) -> dict[int, list[FormerTerms]]:
    """What was agreed before, by license, earliest first."""
    found: dict[int, list[FormerTerms]] = defaultdict(list)
    of = LicenseAgreement
    query = select(
        of.license_id, of.ends_on, of.commitment_months, of.commitment_start, of.custom_price_cents, of.custom_price_end, of.net_price
    )
    for license_id, ends_on, months, since, price, price_end, net in session.execute(
        query.where(of.license_id.in_(ids)).order_by(of.ends_on)
    ):
        found[license_id].append(FormerTerms(ends_on, months or 0, since, price, price_end, net))
    return found


def discounts(
    session: Session, month: Month | Months, organisations: dict[int, OrganisationTerms], organisation_ids: Collection[int] | None
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
