"""The preview of a run as a person looks at it: figures, and one page of organisations, filtered and sorted in the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, joinedload, undefer

from app.access.actor import Actor
from app.access.scope import narrowed
from app.core.entity import AnySelect
from app.core.errors import Missing
from app.models import CreditNote, Invoice, InvoiceRun, Organisation, RunOrganisation
from app.models.invoice_run import Decision

R = RunOrganisation
CHANGE = R.net_cents - R.previous_net_cents
HAS_WARNINGS = func.jsonb_array_length(R.warnings) > 0
FILTERS: dict[str, ColumnElement[bool]] = {
    "changed": CHANGE != 0,
    "warnings": HAS_WARNINGS,
    "new": (R.previous_net_cents == 0) & R.causes.has_key("joined"),
    "left_out": R.decision == Decision.LEFT_OUT,
    "open": R.decision == Decision.OPEN,
    "approved": R.decision == Decision.APPROVED,
}
SORTS: dict[str, Any] = {
    "name": Organisation.name,
    "licenses": R.licenses,
    "net": R.net_cents,
    "last": R.previous_net_cents,
    "change": CHANGE,
    "size": func.abs(CHANGE),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks of the table; `page` begins at 0."""

    show: str = ""
    search: str = ""
    sort: str = "name"
    down: bool = False
    page: int = 0
    size: int = 50


@dataclass(frozen=True, slots=True)
class Part:
    """The organisations of one decision, with their sums in cents."""

    count: int = 0
    net: int = 0
    vat: int = 0
    total: int = 0
    previous: int = 0

    def __add__(self, other: Part) -> Part:
        return Part(*(getattr(self, name) + getattr(other, name) for name in ("count", "net", "vat", "total", "previous")))


@dataclass(frozen=True, slots=True)
class Figures:
    """`counts` is how many organisations each filter shows."""

    open: Part
    left_out: Part
    approved: Part
    counts: dict[str, int]

    @property
    def billed(self) -> Part:
        """Everyone who is not left out."""
        return self.open + self.approved


def run_of(session: Session, run_id: int, *, by: Actor) -> InvoiceRun:
    """The run with its location. Raises Missing when it is not there, or not for this actor."""
    query = select(InvoiceRun).where(InvoiceRun.id == run_id).options(joinedload(InvoiceRun.location))
    run = session.scalars(narrowed(query, by, InvoiceRun)).one_or_none()
    if run is None:
        raise Missing(_("There is no such run."))
    return run


def run_figures(session: Session, run_id: int) -> Figures:
    """Sums by decision, and the count behind every filter, in one pass over the run's rows."""
    sums = (func.sum(column) for column in (R.net_cents, R.vat_cents, R.total_cents, R.previous_net_cents))
    counts = (func.count().filter(FILTERS[name]) for name in ("changed", "warnings", "new"))
    query = select(R.decision, func.count(), *sums, *counts).where(R.run_id == run_id).group_by(R.decision)
    parts, shown = {}, {"changed": 0, "warnings": 0, "new": 0}
    for decision, count, net, vat, total, previous, *filtered in session.execute(query):
        parts[decision] = Part(count, int(net), int(vat), int(total), int(previous))
        for name, value in zip(shown, filtered, strict=True):
            shown[name] += value
    of_open, left_out, approved = (parts.get(each, Part()) for each in (Decision.OPEN, Decision.LEFT_OUT, Decision.APPROVED))
    found = Figures(of_open, left_out, approved, shown)
    everyone = found.billed + found.left_out
    shown.update({"": everyone.count, "left_out": found.left_out.count, "open": found.open.count, "approved": found.approved.count})
    return found


def run_rows(session: Session, run_id: int, asked: Asked) -> tuple[int, list[Any]]:
    """How many organisations match, and one page of (row, name, code, number of the document)."""
    query = matching(
        select(R, Organisation.name, Organisation.code, func.coalesce(Invoice.number, CreditNote.number).label("number"))
        .outerjoin(Invoice, Invoice.id == R.invoice_id)
        .outerjoin(CreditNote, CreditNote.id == R.credit_note_id),
        run_id,
        asked,
    )
    count = session.scalar(matching(select(func.count()).select_from(R), run_id, asked)) or 0
    order = SORTS.get(asked.sort, Organisation.name)
    ordered = query.order_by(order.desc() if asked.down else order.asc(), Organisation.name, R.id)
    return count, list(session.execute(ordered.offset(asked.page * asked.size).limit(asked.size)))


def matching(query: AnySelect, run_id: int, asked: Asked) -> AnySelect:
    """Only the run's rows that the filter and the search leave."""
    query = query.join(Organisation, Organisation.id == R.organisation_id).where(R.run_id == run_id)
    if asked.show in FILTERS:
        query = query.where(FILTERS[asked.show])
    if text := asked.search.replace("\x00", "").strip()[:100]:
        like = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        query = query.where(or_(Organisation.name.ilike(like), Organisation.code.ilike(like)))
    return query


def run_row(session: Session, run_id: int, organisation_id: int, *, by: Actor) -> RunOrganisation:
    """One organisation of a run, with its lines. Raises Missing."""
    query = (
        select(R)
        .where(R.run_id == run_id, R.organisation_id == organisation_id)
        .options(undefer(R.lines), joinedload(R.organisation), joinedload(R.run).joinedload(InvoiceRun.location))
    )
    row = session.scalars(narrowed(query, by, R)).one_or_none()
    if row is None:
        raise Missing(_("This run has no such organisation."))
    return row
