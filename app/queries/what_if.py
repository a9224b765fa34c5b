"""What if: a month that was billed once more with other prices, beside what was billed; nothing is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.core import clock
from app.core.errors import Refused
from app.core.formats import month_text
from app.core.month import Month
from app.models import CreditNote, CreditNoteLine, Invoice, InvoiceLine, Location, Organisation
from app.models.document_line import LineKind
from app.models.invoice import InvoiceKind, InvoiceStatus
from app.queries.billing_terms import LocationTerms, location_terms, policy_today
from app.queries.location_tax import tax_of
from app.queries.months_to_correct import ApprovedMonth, approved_months, fill_decisions
from app.rules.document import Totals, totals
from app.rules.lines import PricedLine
from app.rules.policy import PricingPolicy
from app.rules.preview import OrganisationTerms
from app.rules.price_licenses import price_licenses
from app.rules.terms import MembershipTerms
from app.rules.vat import with_vat
from app.rules.what_if import PriceChange

Line = InvoiceLine | CreditNoteLine


@dataclass(slots=True)
class Document:
    """What an organisation was billed for the month, in cents; `kept` are the lines that no price of a license makes. Credits count below zero."""

    billed: Totals = field(default_factory=lambda: Totals(0, 0, 0))
    of_licenses: int = 0
    kept: list[tuple[Line, int]] = field(default_factory=list)

    def add(self, line: Line, sign: int) -> None:
        net, vat = sign * line.net_cents, sign * line.vat_cents
        self.billed = Totals(self.billed.net + net, self.billed.vat + vat, self.billed.total + net + vat)
        if line.kind is LineKind.LICENSE:
            self.of_licenses += net
        else:
            self.kept.append((line, sign))


@dataclass(slots=True)
class WhatIfRow:
    """One organisation, in cents. `moved` is what its licenses would cost now less what they were billed, before any price changes:
    terms that were changed afterwards and are corrected by a later invoice. It is a part of the difference."""

    id: int
    code: str
    name: str
    currency: str
    billed: Totals
    would_be: Totals
    moved: int
    lines: list[PricedLine]
    kept: list[tuple[Line, int]]

    @property
    def difference(self) -> int:
        """Of net amounts, by the prices and by what moved."""
        return self.would_be.net - self.billed.net

    @property
    def by_price(self) -> int:
        return self.difference - self.moved


@dataclass(slots=True)
class WhatIf:
    location: Location
    month: Month
    change: PriceChange
    rows: list[WhatIfRow]
    terms: LocationTerms

    @property
    def billed(self) -> Totals:
        return added(row.billed for row in self.rows)

    @property
    def would_be(self) -> Totals:
        return added(row.would_be for row in self.rows)


def added(parts: Iterable[Totals]) -> Totals:
    """The sum of several totals."""
    known = list(parts)
    return Totals(sum(each.net for each in known), sum(each.vat for each in known), sum(each.total for each in known))


def what_if(session: Session, location: Location, month: Month, change: PriceChange) -> WhatIf:
    """Everybody who was billed by the month's runs, each as theirs was approved: at its time, by its policy and its VAT. Charges, recurring items and corrections stay as they were billed.

    Raises Refused for a month that Foyer has not billed.
    """
    past = next((each for each in approved_months(session, location.id, month.next) if each.month == month), None)
    documents = _documents(session, location.id, month) if past else {}
    if past is None or not documents:
        raise Refused(
            _(
                "%(month)s has not been billed at %(location)s. Choose a month whose run was approved.",
                month=month_text(month, "en"),
                location=location.name,
            ),
            field="month",
        )
    fill_decisions(session, location.id, past, documents)
    past.waiting.clear()  # who has a document was billed, also where another run leaves them out
    names, rows = _names(session, documents), []
    known = LocationTerms({}, {}, {}, {}, {}, {})
    for (issued_at, policy), theirs in past.by_issue(documents, policy_today(session, location)).items():
        terms = location_terms(session, location, month, cut_off=None, organisation_ids=theirs, issued_at=issued_at)
        percent = tax_of(session, location, month, clock.local(issued_at, location.zone).date()).percent
        memberships = change.memberships_of(terms.memberships)
        for organisation_id in theirs:
            document = documents[organisation_id]
            mine = terms.organisations.get(organisation_id) or OrganisationTerms(organisation_id, "")
            as_it_was = _priced(month, mine, terms.memberships, policy, past)
            mine.licenses = change.licenses_of(mine.licenses)
            lines = with_vat(_priced(month, mine, memberships, policy, past), percent)
            new, kept = totals(lines), _kept(document)
            would_be = Totals(new.net + kept.net, new.vat + kept.vat, new.total + kept.total)
            moved = sum(line.net for line in as_it_was) - document.of_licenses
            rows.append(WhatIfRow(organisation_id, *names[organisation_id], document.billed, would_be, moved, lines, document.kept))
        known.names.update(terms.names)
        known.facts.update(terms.facts)
    rows.sort(key=lambda row: row.code)
    return WhatIf(location, month, change, rows, known)


def _priced(
    month: Month, terms: OrganisationTerms, memberships: Mapping[int, MembershipTerms], policy: PricingPolicy, past: ApprovedMonth
) -> list[PricedLine]:
    return price_licenses(month, terms.licenses, memberships, terms.discounts, policy, volume_count=past.volume_counts.get(terms.id)).lines


def _kept(document: Document) -> Totals:
    net = sum(sign * line.net_cents for line, sign in document.kept)
    vat = sum(sign * line.vat_cents for line, sign in document.kept)
    return Totals(net, vat, net + vat)


def _documents(session: Session, location_id: int, month: Month) -> dict[int, Document]:
    """The documents of the month's runs by organisation, supplementary ones too."""
    found: dict[int, Document] = defaultdict(Document)
    invoices = select(Invoice).where(
        Invoice.location_id == location_id,
        Invoice.month == month,
        Invoice.kind == InvoiceKind.MONTHLY,
        Invoice.status != InvoiceStatus.VOID,
    )
    credits = select(CreditNote).where(CreditNote.location_id == location_id, CreditNote.month == month, CreditNote.run_id.is_not(None))
    for invoice in session.scalars(invoices.options(selectinload(Invoice.lines))):
        for line in invoice.lines:
            found[invoice.organisation_id].add(line, 1)
    for note in session.scalars(credits.options(selectinload(CreditNote.lines))):
        for credited in note.lines:
            found[note.organisation_id].add(credited, -1)
    return dict(found)


def _names(session: Session, ids: Collection[int]) -> dict[int, tuple[str, str, str]]:
    query = select(Organisation.id, Organisation.code, Organisation.name, Organisation.currency).where(Organisation.id.in_(ids))
    return {id_: (code, name, currency) for id_, code, name, currency in session.execute(query)}
