"""What may be said about a draft, and about its lines."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TypedDict


class ProposalChanges(TypedDict, total=False):
    """`body` and `subject` may have placeholders; addressee, company and address are the lead's where nothing is said."""

    addressee: str
    company: str
    email: str
    subject: str
    body: str
    valid_until: dt.date


class ProposalFields(ProposalChanges, total=False):
    """Without a template the first that fits the location gives the words."""

    opportunity_id: int
    template_id: int | None


class ContractChanges(ProposalChanges, total=False):
    term_months: int | None
    notice_months: int | None


class ContractFields(ContractChanges, total=False):
    """`proposal_id`: the accepted proposal whose lines it takes over."""

    opportunity_id: int
    template_id: int | None
    proposal_id: int | None


class LineFields(TypedDict, total=False):
    """Cents for one place and month, VAT exclusive; an empty price is the membership's, an empty deposit what it asks for."""

    membership_id: int
    space_id: int
    places: int
    starts_on: dt.date
    commitment_months: int | None
    price_cents: int | None
    net_price: bool
    discount_percent: Decimal | None
    discount_until: dt.date | None
    discount_reason: str
    deposit_cents: int | None
