"""Why a month of the runs is higher or lower than the one before: each organisation's difference by the causes that its run found.

Only locations with an approved run of that month are compared, in both months: of one that nobody has run yet nobody has left.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Select, String, Subquery, case, cast, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from app.core.month import Month
from app.models import CreditNote, Invoice, InvoiceRun, Location, Organisation, RunOrganisation
from app.models.invoice import InvoiceKind, InvoiceStatus
from app.models.invoice_run import Decision
from app.queries.reports.asked import Asked, Behind
from app.rules.causes import Cause

OTHER = "other"  # what the causes do not say


def run_nets(session: Session, asked: Asked, month: Month, currency: str, run: Month) -> int:
    """The net of all monthly documents of a month, at the locations that were run for the month `run`."""
    of = _documents(asked, month, run)
    return int(
        session.scalar(
            select(func.coalesce(func.sum(of.c.cents), 0))
            .join(Location, Location.id == of.c.location_id)
            .where(Location.currency == currency)
        )
        or 0
    )


def runs_behind(asked: Asked, month: Month, currency: str, run: Month) -> Behind:
    """These documents."""
    of = _documents(asked, month, run)
    query = select(
        of.c.kind,
        of.c.page,
        of.c.number,
        of.c.id,
        Organisation.id.label("organisation_id"),
        Organisation.name.label("organisation"),
        Location.name.label("location"),
        of.c.issued_on,
        of.c.cents,
    )
    query = (
        query.join(Organisation, Organisation.id == of.c.organisation_id)
        .join(Location, Location.id == of.c.location_id)
        .where(Location.currency == currency)
    )
    return Behind(query.order_by(of.c.number), "cents")


def last_run_month(session: Session, asked: Asked, currency: str) -> Month | None:
    """The last month that is asked for and has an approved run."""
    query = select(func.max(InvoiceRun.month)).join(Location, Location.id == InvoiceRun.location_id)
    query = query.where(
        InvoiceRun.approved_at.is_not(None), InvoiceRun.month.between(asked.first, asked.last), Location.currency == currency
    )
    return session.scalar(asked.here(query, InvoiceRun))


def not_run(session: Session, asked: Asked, month: Month, currency: str) -> list[str]:
    """Locations that are left out of a month by their names: billed the month before, or begun, and nothing of the month itself is approved."""
    before, begun = _documents(asked, month.previous), select(InvoiceRun.location_id).where(InvoiceRun.month == month)
    query = select(Location.name).where(
        Location.currency == currency, or_(Location.id.in_(select(before.c.location_id)), Location.id.in_(begun))
    )
    return list(session.scalars(asked.here_at(query.where(Location.id.not_in(_was_run(month))).order_by(Location.name))))


def by_cause(session: Session, asked: Asked, month: Month, currency: str) -> dict[str, int]:
    """Cents by cause, in the order of the waterfall; they add up to the difference of the two months."""
    of = causes_behind(asked, month, currency).query.order_by(None).subquery()
    found = {cause: int(cents) for cause, cents in session.execute(select(of.c.cause, func.sum(of.c.cents)).group_by(of.c.cause))}
    return {cause: found[cause] for cause in (*Cause, OTHER) if found.get(cause)}


def causes_behind(asked: Asked, month: Month, currency: str, cause: str | None = None) -> Behind:
    """A row for each organisation, location and cause. One that has no row in any run of the month any more has left."""
    of = _parts(asked, month)
    query = (
        select(
            Organisation.id.label("organisation_id"),
            Organisation.name.label("organisation"),
            Location.name.label("location"),
            of.c.cause,
            of.c.cents,
        )
        .join(Organisation, Organisation.id == of.c.organisation_id)
        .join(Location, Location.id == of.c.location_id)
        .where(Location.currency == currency, of.c.cents != 0)
        .order_by(func.abs(of.c.cents).desc(), Organisation.name, of.c.cause)
    )
    return Behind(query if cause is None else query.where(of.c.cause == cause), "cents")


def _parts(asked: Asked, month: Month) -> Subquery:
    told = _told(asked, month)
    rest = _rest(asked, month, told)
    keys = (told.c.location_id, told.c.organisation_id, told.c.cause)
    return union_all(select(*keys, cast(func.sum(told.c.cents), BigInteger).label("cents")).group_by(*keys), rest).subquery("part")


def _told(asked: Asked, month: Month) -> Subquery:
    """What the runs of the month say of those whom they billed."""
    row = RunOrganisation
    each = func.jsonb_each_text(row.causes).table_valued("key", "value")
    query = select(InvoiceRun.location_id, row.organisation_id, each.c.key.label("cause"), cast(each.c.value, BigInteger).label("cents"))
    query = (
        query.select_from(row)
        .join(InvoiceRun, InvoiceRun.id == row.run_id)
        .join(each, literal(True))
        .where(InvoiceRun.month == month, InvoiceRun.approved_at.is_not(None), row.decision == Decision.APPROVED)
    )
    return asked.here(query, InvoiceRun).subquery("told")


def _rest(asked: Asked, month: Month, told: Subquery) -> Select[int, int, str, int]:
    """What is missing to the difference of the documents."""
    before, after = _documents(asked, month.previous, month), _documents(asked, month, month)
    sums = union_all(
        select(after.c.location_id, after.c.organisation_id, after.c.cents),
        select(before.c.location_id, before.c.organisation_id, -before.c.cents),
        select(told.c.location_id, told.c.organisation_id, -told.c.cents),
    ).subquery("sums")
    present = select(RunOrganisation.organisation_id).join(InvoiceRun, InvoiceRun.id == RunOrganisation.run_id)
    present = present.where(
        InvoiceRun.month == month, InvoiceRun.location_id == sums.c.location_id, RunOrganisation.organisation_id == sums.c.organisation_id
    )
    cause = case((present.exists(), literal(OTHER, String)), else_=literal(Cause.LEFT.value, String))
    query = select(sums.c.location_id, sums.c.organisation_id, cause, cast(func.sum(sums.c.cents), BigInteger))
    return query.group_by(sums.c.location_id, sums.c.organisation_id).having(func.sum(sums.c.cents) != 0)


def _was_run(month: Month) -> Select[int]:
    return select(InvoiceRun.location_id).where(InvoiceRun.month == month, InvoiceRun.approved_at.is_not(None))


def _documents(asked: Asked, month: Month, run: Month | None = None) -> Subquery:
    """The documents that runs made of a month: an invoice each, or a credit note of a month below zero (P12). With `run` only of locations that were run for that month."""
    of = Invoice.location_id, Invoice.organisation_id, Invoice.id, Invoice.number, Invoice.issued_on
    invoices = select(*of, literal("monthly").label("kind"), literal("invoices").label("page"), Invoice.net_cents.label("cents"))
    invoices = invoices.where(
        Invoice.month == month, Invoice.kind == InvoiceKind.MONTHLY, Invoice.status.not_in((InvoiceStatus.DRAFT, InvoiceStatus.VOID))
    )
    note = CreditNote.location_id, CreditNote.organisation_id, CreditNote.id, CreditNote.number, CreditNote.issued_on
    notes = select(*note, literal("credit_note"), literal("credit-notes"), -CreditNote.net_cents).where(
        CreditNote.month == month, CreditNote.run_id.is_not(None)
    )
    if run is not None:
        invoices, notes = invoices.where(Invoice.location_id.in_(_was_run(run))), notes.where(CreditNote.location_id.in_(_was_run(run)))
    return union_all(asked.here(invoices, Invoice), asked.here(notes, CreditNote)).subquery()
