"""PaperView: a proposal or a contract as plain values, everything that its page, its PDF and its mails need."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask_babel import ngettext
from sqlalchemy.orm import Session, undefer

from app.core import clock
from app.core.formats import date_text, locale_of, money_text, month_text
from app.core.month import Month
from app.models import Location, Paper, PaperLine
from app.models.paper import PaperKind, PaperStatus
from app.queries.document_view import Party
from app.queries.documents import discounts_of
from app.queries.papers.priced import Offer, Stored, offer_of
from app.queries.papers.steps import Step, steps_of, steps_text
from app.rules.paper_text import Block, blocks
from app.rules.placeholders import filled


@dataclass(frozen=True, slots=True)
class Figures:
    """A document as `app.queries.papers.priced` keeps it, its lines with their `discounts`; a formula that tells nothing is empty. Cents; `recurring` is the net without deposits."""

    month: Month
    lines: tuple[Stored, ...]
    net: int
    vat: int
    total: int
    deposits: int
    vat_percent: Decimal | None

    @property
    def recurring(self) -> int:
        return self.net - self.deposits


@dataclass(frozen=True, slots=True)
class OfferedLine:
    """Cents for one place; `price_cents` None is the membership's own price."""

    id: int
    membership: str
    space: str
    places: int
    starts_on: dt.date
    commitment_months: int
    price_cents: int | None
    net_price: bool
    discount_percent: Decimal | None
    discount_until: dt.date | None
    discount_reason: str
    deposit_cents: int


@dataclass(frozen=True, slots=True)
class Signature:
    """Who said yes, when, from where, to which file."""

    name: str
    at: dt.datetime
    address: str
    agent: str
    document_hash: str


@dataclass(frozen=True, slots=True)
class PaperView:
    """`first` and `monthly` are None for a draft without lines; `steps` is what each month costs after the first. `issued_on` is the day of sending, for a draft today."""

    kind: PaperKind
    status: PaperStatus
    code: str
    version: int
    seller: Party
    location_name: str
    zone: str
    country: str
    currency: str
    language: str
    vat_registered: bool
    sender_email: str
    addressee: str
    company: str
    title: str
    blocks: tuple[Block, ...]
    lines: tuple[OfferedLine, ...]
    first: Figures | None
    monthly: Figures | None
    steps: tuple[Step, ...]
    issued_on: dt.date
    valid_until: dt.date
    term_months: int | None
    notice_months: int | None
    signature: Signature | None
    answered_at: dt.datetime | None
    decline_reason: str
    logo: bytes | None

    @property
    def locale(self) -> str:
        return locale_of(self.country, self.language)

    @property
    def each_month(self) -> str:
        """In words, with VAT."""
        return steps_text(self.steps, self.currency, self.locale)

    @property
    def is_contract(self) -> bool:
        return self.kind is PaperKind.CONTRACT

    @property
    def is_draft(self) -> bool:
        return self.status is PaperStatus.DRAFT


def offered(session: Session, paper: Paper) -> Offer | None:
    """What it would cost now: of a sent one for the month that it names. None without lines."""
    if not paper.lines:
        return None
    month = Month.parse(paper.first_invoice["month"]) if paper.first_invoice else None
    return offer_of(session, paper.location, paper.opportunity.organisation_id, paper.lines, month=month)


def paper_view(session: Session, paper: Paper) -> PaperView:
    """As it was sent; a draft as it would be sent now."""
    location = session.get_one(Location, paper.location_id, options=[undefer(Location.logo)])
    offer = offered(session, paper) if paper.status is PaperStatus.DRAFT else None
    first, monthly = (paper.first_invoice, paper.monthly) if offer is None else (offer.first, offer.monthly)
    values = values_of(paper, first, monthly) if paper.status is PaperStatus.DRAFT else None
    deposits = offer.deposits if offer is not None else tuple(line.deposit_cents or 0 for line in paper.lines)
    issued = paper.sent_at or clock.now()
    return PaperView(
        kind=paper.kind,
        status=paper.status,
        code=paper.code,
        version=paper.version,
        seller=Party(location.legal_name or location.name, location.address, location.vat_number, location.registration_number),
        location_name=location.name,
        zone=location.zone,
        country=location.country,
        currency=paper.currency,
        language=paper.language,
        vat_registered=location.vat_registered,
        sender_email=location.sender_email,
        addressee=paper.addressee,
        company=paper.company,
        title=filled(paper.subject, values) if values is not None else paper.subject,
        blocks=tuple(blocks(filled(paper.body, values) if values is not None else paper.content)),
        lines=tuple(_line(line, deposit) for line, deposit in zip(paper.lines, deposits, strict=True)),
        first=figures(first),
        monthly=figures(monthly),
        steps=steps_of(monthly),
        issued_on=clock.local(issued, location.zone).date(),
        valid_until=paper.valid_until,
        term_months=paper.term_months,
        notice_months=paper.notice_months,
        signature=_signature(paper),
        answered_at=paper.answered_at,
        decline_reason=paper.decline_reason,
        logo=location.logo,
    )


def values_of(paper: Paper, first: Stored | None, monthly: Stored | None) -> dict[str, str]:
    """What stands behind the placeholders of a paper; what is not known yet is a dash."""
    location, owner, loc = paper.location, paper.opportunity.owner, locale_of(paper.location.country, paper.language)
    starts = [line.starts_on for line in paper.lines]
    commitment = max((line.commitment_months or 0 for line in paper.lines), default=0)

    def money(stored: Stored | None, part: str) -> str:
        return money_text(stored[part], paper.currency, loc) if stored is not None else "–"

    return {
        "contact_name": paper.addressee,
        "first_name": paper.addressee.split()[0] if paper.addressee.split() else "",
        "company": paper.company or paper.addressee,
        "location": location.name,
        "location_address": ", ".join(Party("", location.address).address_lines),
        "owner": str(owner) if owner is not None else location.name,
        "today": date_text(clock.today(location.zone), loc),
        "number": paper.code,
        "valid_until": date_text(paper.valid_until, loc),
        "starts_on": date_text(min(starts), loc) if starts else "–",
        "places": str(sum(line.places for line in paper.lines)),
        "commitment_months": str(commitment),
        "first_month": month_text(Month.parse(first["month"]), loc) if first is not None else "–",
        "first_total": money(first, "total"),
        "monthly_total": steps_text(steps_of(monthly), paper.currency, loc),
        "deposit_total": money(first, "deposits"),
        "term_months": months_text(paper.term_months),
        "notice_months": months_text(paper.notice_months),
    }


def months_text(months: int | None) -> str:
    """ "12 months"; a dash where nothing is agreed."""
    return ngettext("%(num)d month", "%(num)d months", months) if months else "–"


def figures(stored: Stored | None) -> Figures | None:
    """The JSON of a document as values."""
    if stored is None:
        return None
    percent = stored["vat_percent"]
    sums: dict[str, Any] = {name: stored[name] for name in ("net", "vat", "total", "deposits")}
    lines = tuple({**line, "discounts": discounts_of(line["factors"]), "formula": _telling(line["formula"])} for line in stored["lines"])
    return Figures(Month.parse(stored["month"]), lines, **sums, vat_percent=None if percent is None else Decimal(percent))


def _telling(formula: str) -> str:
    """Empty where the arithmetic says no more than that an amount is itself."""
    before, _sign, after = formula.partition(" = ")
    return formula if before != after else ""


def _line(line: PaperLine, deposit: int) -> OfferedLine:
    return OfferedLine(
        line.id,
        line.membership.name,
        line.space.name,
        line.places,
        line.starts_on,
        line.commitment_months or 0,
        line.price_cents,
        line.net_price,
        line.discount_percent,
        line.discount_until,
        line.discount_reason,
        deposit,
    )


def _signature(paper: Paper) -> Signature | None:
    if paper.signed_at is None:
        return None
    return Signature(paper.signer_name, paper.signed_at, paper.signer_address, paper.signer_agent, paper.document_hash)
