"""What a paper costs and says, and how it was answered, as its pages show it."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _

from app.core.clock import today
from app.core.formats import date_text, locale_of
from app.models import Paper
from app.models.opportunity import OPEN_STAGES
from app.models.paper import AGREED, WAITING, PaperStatus
from app.queries.line_json import line_from
from app.queries.papers.others import others_of
from app.queries.papers.priced import differs
from app.queries.papers.steps import steps_of, steps_text
from app.queries.papers.view import Figures, PaperView, offered, paper_view
from app.web.actor import current_actor
from app.web.formats import as_datetime, as_money
from views.base.record import Stat
from views.invoices.trace_words import explained
from views.opportunities.words import customer_said


def explained_lines(view: PaperView) -> dict[str, list[tuple[Any, Any]]]:
    """Each line of the first invoice and of the month with its trace."""
    return {"first": _told(view.first, view.currency), "monthly": _told(view.monthly, view.currency)}


def _told(found: Figures | None, currency: str) -> list[tuple[Any, Any]]:
    return [(line, explained(line_from(line), currency)) for line in found.lines] if found is not None else []


def fragment(screen: Any, row: Paper, *, may_write: bool) -> str:
    """Lines, figures with their traces, and the text; a warning where today's prices would make another first invoice."""
    session = screen.datamodel.session
    view, now = paper_view(session, row), offered(session, row) if row.status in (*WAITING, *AGREED) else None
    moved = now if now is not None and row.first_invoice is not None and differs(row.first_invoice, now.first) else None
    is_draft = row.status is PaperStatus.DRAFT
    return render_template(
        "screens/papers/offer.html",
        row=row,
        view=view,
        told=explained_lines(view),
        others=others_of(session, row, by=current_actor())
        if row.opportunity.stage in OPEN_STAGES and row.status in (PaperStatus.DRAFT, *WAITING, *AGREED)
        else [],
        why_said=customer_said,
        moved=moved.first["total"] if moved is not None else None,
        may_write=may_write and is_draft,
        endpoint=screen.endpoint,
        pdf_url=url_for(f"{screen.endpoint}.pdf", pk=row.id),
    )


def _each_month(row: Paper) -> Stat:
    """The amount of the month that follows; where it changes later, until when and to what."""
    first, *later = steps_of(row.monthly)
    hint = _("including VAT")
    if later:
        locale = locale_of(row.location.country, row.language)
        after = steps_text(later, row.currency, locale)
        hint = _("until %(day)s, then %(after)s", day=date_text(first.last_day or first.since.last, locale), after=after)
    return Stat(_("Then a month"), as_money(first.total, row), hint=hint)


def answer_of(row: Paper) -> list[Stat]:
    """What people look for on a paper: the two sums, and how it stands."""
    found = []
    if row.first_invoice is not None and row.monthly is not None:
        found = [
            Stat(
                _("First invoice"),
                as_money(row.first_invoice["total"], row),
                hint=_("including VAT and deposit") if row.first_invoice["deposits"] else _("including VAT"),
            ),
            _each_month(row),
        ]
    if row.status in AGREED:
        found.append(Stat(_("Signed by"), row.signer_name, hint=str(as_datetime(row.signed_at, row)), tone="green"))
    elif row.status is PaperStatus.DECLINED:
        found.append(Stat(_("Declined"), str(as_datetime(row.answered_at, row)), hint=row.decline_reason, tone="red"))
    elif row.status in WAITING:
        days = (row.valid_until - today(row.location.zone)).days
        hint = _("read %(when)s", when=as_datetime(row.opened_at, row)) if row.opened_at else _("not read yet")
        tone = "red" if days <= 2 else ""
        found.append(Stat(_("Days left"), max(days, 0), hint=_("the link was taken back") if row.revoked_at else hint, tone=tone))
    return found
