"""Deposits that are asked and not invoiced, of a location, in bulk, as terms (D1)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.models import Deposit, License, Membership, Organisation
from app.models.deposit import DepositStatus
from app.rules.preview import OrganisationTerms
from app.rules.terms import DepositTerms


def deposits(
    session: Session, location_id: int, cut_off: dt.date, organisations: dict[int, OrganisationTerms], who: ColumnElement[bool]
) -> None:
    """Fills `organisations` with the deposits that were asked up to the cut-off; what one is for is its license's membership."""
    query = (
        select(Deposit.id, Deposit.code, Deposit.asked_on, Deposit.amount_cents, Membership.name, Organisation.id, Organisation.code)
        .join(Organisation, Organisation.id == Deposit.organisation_id)
        .outerjoin(License, License.id == Deposit.license_id)
        .outerjoin(Membership, Membership.id == License.membership_id)
        .where(Deposit.location_id == location_id, Deposit.status == DepositStatus.ASKED, Deposit.asked_on <= cut_off, who)
        .order_by(Deposit.id)
    )
    found: dict[int, list[DepositTerms]] = defaultdict(list)
    for row_id, code, asked_on, amount, membership, owner_id, owner_code in session.execute(query):
        organisations.setdefault(owner_id, OrganisationTerms(owner_id, owner_code))
        found[owner_id].append(DepositTerms(row_id, code, asked_on, membership or "", amount))
    for owner_id, rows in found.items():
        organisations[owner_id].deposits = rows
