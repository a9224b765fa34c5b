"""What winning has made, as it is told before it is done: organisation, person, licenses, first invoice, deposits and reward."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.month import Month
from app.models import Contract, License, Onboarding, Opportunity, Paper
from app.models.paper import PaperStatus
from app.queries.line_json import Words
from app.queries.preview import preview
from app.rules.formula import formula


@dataclass(frozen=True, slots=True)
class Line:
    """`net` in cents of the location's currency, VAT exclusive."""

    description: str
    formula: str
    net: int


@dataclass(frozen=True, slots=True)
class WonShown:
    """`total` with VAT and deposits; `differs`: it is not what the paper showed that they agreed to, because the organisation has other licenses or the month has passed."""

    organisation: str
    is_new: bool
    person: str
    email: str
    licenses: tuple[str, ...]
    month: Month
    lines: tuple[Line, ...]
    currency: str
    net: int
    vat: int
    total: int
    differs: bool
    reward_to: str
    reward_cents: int


def is_contract_signed(session: Session, opportunity_id: int) -> bool:
    signed = select(Contract.id).where(Contract.opportunity_id == opportunity_id, Contract.status == PaperStatus.SIGNED)
    return session.scalar(signed.limit(1)) is not None


def won_shown(session: Session, deal: Opportunity, paper: Paper | None) -> WonShown:
    """Inside the transaction that has won it."""
    row = session.scalars(select(Onboarding).where(Onboarding.key == f"won-{deal.id}")).one()
    made = session.scalars(select(License).where(License.organisation_id == row.organisation_id).order_by(License.id)).all()
    own = [each for each in made if each.id >= (row.license_id or 0)]
    month = Month.of(min(each.starts_on for each in own))
    found = preview(session, deal.location, month, cut_off=month.last, organisation_ids=[row.organisation_id])
    words = Words(found.terms)
    documents = [each.document for each in found.rows]
    lines = tuple(Line(words.of(line), formula(line, line.net), line.net) for document in documents for line in document.lines)
    net, vat, total = (sum(getattr(document.totals, name) for document in documents) for name in ("net", "vat", "total"))
    then = (paper.first_invoice or {}) if paper is not None else {}
    lead = deal.lead
    return WonShown(
        organisation=row.organisation.name,
        is_new=len(own) == len(made),
        person=str(row.user),
        email=row.user.email,
        licenses=tuple(f"{each.membership.name}, {each.space.name}" for each in own),
        month=month,
        lines=lines,
        currency=deal.currency,
        net=net,
        vat=vat,
        total=total,
        differs=bool(then) and (then["month"] == str(month) and then["total"] != total),
        reward_to=str(lead.referrer) if lead.referrer is not None and lead.referrer_id != row.user_id else "",
        reward_cents=deal.location.referral_cents,
    )
