"""What every page of a run shows: where it stands, its totals, why they moved, and what may be done next."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.access.permissions import Permission
from app.core import clock
from app.models import FoyerUser, InvoiceRun
from app.models.invoice_run import RunStatus
from app.queries.joined_since import joined_since
from app.queries.location_problems import problems_of
from app.queries.location_tax import tax_of
from app.queries.not_billed import not_billed
from app.queries.run_approval import sending_plan
from app.queries.run_change import Change, run_change
from app.queries.run_debtors import debtors_of
from app.queries.run_preview import Figures
from app.queries.runs import cut_off_today, is_closed, is_last, is_open, proposals
from app.queries.waiting_charges import waiting_charges
from app.web.actor import current_actor
from app.web.formats import as_date, as_datetime, as_month, as_share, format_money
from views.base.record import story_of
from views.invoices.owed import owed_list
from views.runs.standing import standing
from views.runs.words import cause_hints, cause_words, problem_said

A_YEAR = 366  # days: a month that is done always says which comes next
BEGUN = (RunStatus.APPROVED, RunStatus.RUNNING, RunStatus.DONE, RunStatus.PARTIAL)


class RunPage:
    """Mixed in before Screen."""

    def allowed(self: Any, run: InvoiceRun) -> dict[str, Any]:
        """Which buttons this person gets; the actions check again."""
        return {
            "may_prepare": self.may(Permission.INVOICE_RUN_PREPARE),
            "may_approve": self.may(Permission.INVOICE_RUN_APPROVE),
            "may_send": self.may(Permission.INVOICE_RUN_SEND),
            "currency": run.location.currency,
        }

    def page_of(self: Any, run: InvoiceRun, figures: Figures) -> dict[str, Any]:
        """The head of the page and its totals."""
        location, change = run.location, run_change(self.session, run)
        open_rows = figures.open.count > 0
        is_open_now = open_rows or run.approved_at is None
        return {
            **self.allowed(run),
            "title": title_of(run),
            "crumbs": [(_("Invoice runs"), url_for("InvoiceRunView.list"))],
            "status": run.status,
            "facts": [
                _("Charges until %(day)s", day=as_date(run.cut_off)),
                run.previewed_at and _("Looked at %(when)s", when=as_datetime(run.previewed_at, run)),
                run.approved_at and _("Approved %(when)s by %(who)s", when=as_datetime(run.approved_at, run), who=run.approved_by),
            ],
            "begun": run.status in BEGUN,
            "is_open": is_open_now,
            "until_now": now if is_open_now and (now := cut_off_today(run)) > run.cut_off else None,
            "said_yes": (asked := self.session.get(FoyerUser, run.approval_asked_by_id) if has_first_yes(run) else None),
            "mine": asked is not None and asked.id == current_actor().id,
            "problems": [problem_said(kind, location.name, location.country) for kind in self.problems(run)] if open_rows else [],
            "waiting": waiting_charges(self.session, location.id, run.cut_off) if open_rows else [],
            "change": change,
            "share": _("%(share)s, without VAT", share=as_share(change.difference, change.before)) if change and change.before else "",
            "finding": finding(change, run) if change else "",
            "chart": chart(change, run) if change else None,
            "hints": cause_hints(),
            "words": cause_words(),
            "story": story_of(run),
            **(self.later(run) if run.status in BEGUN else {}),
        }

    def problems(self: Any, run: InvoiceRun) -> list[str]:
        """Of the location, were the run approved today."""
        return problems_of(self.session, run.location, tax_of(self.session, run.location, run.month, clock.today(run.location.zone)))

    def later(self: Any, run: InvoiceRun) -> dict[str, Any]:
        """What an approved run adds: how it is getting on, and once it is done, what comes next."""
        by, is_done = current_actor(), run.status is RunStatus.DONE
        closed = is_closed(self.session, run.location_id, run.month)
        proposed = proposals(self.session, by=by, location_id=run.location_id, within=A_YEAR) if is_done else []
        may_close = is_done and not closed and self.may(Permission.MONTH_CLOSE) and clock.today(run.location.zone) > run.month.last
        debtors = debtors_of(self.session, run) if is_done and self.may(Permission.INVOICE_READ) else None
        can_add = not closed and not is_open(self.session, run) and is_last(self.session, run) and self.may(Permission.INVOICE_RUN_PREPARE)
        return {
            "standing": standing(run.id, by=by),
            "to_send": sending_plan(self.session, run)[0],
            "may_decide": self.may(Permission.DELIVERY_DECIDE),
            "may_charge": self.may(Permission.PAYMENT_WRITE),
            "is_closed": closed,
            "can_add": can_add,
            "joined": joined_since(self.session, run) if can_add else [],
            "may_close": may_close,
            "not_billed": not_billed(self.session, run.location_id, run.month) if may_close else [],
            "next": proposed[0] if proposed else None,
            "debtors": debtors,
            "debtors_url": owed_list(_flt_0_run=run.id) if debtors else "",
        }


def has_first_yes(run: InvoiceRun) -> bool:
    """One of two people has approved the whole preview as it is now."""
    return run.approval_asked_by_id is not None and run.approval_asked_fingerprint == run.fingerprint


def title_of(run: InvoiceRun) -> str:
    """ "Kloof · June 2026"."""
    extra = f" ({run.sequence})" if run.sequence > 1 else ""
    return f"{run.location.name} · {as_month(run.month)}{extra}"


def finding(change: Change, run: InvoiceRun) -> str:
    """The sentence over the waterfall."""
    if not change.causes:
        return _("Nothing changed since %(month)s", month=as_month(run.month.previous))
    cause = max(change.causes, key=lambda each: abs(change.causes[each]))
    words, currency = cause_words(), run.location.currency
    amount = format_money(abs(change.difference), currency)
    told = {
        "amount": amount,
        "month": as_month(run.month.previous),
        "cause": words[cause].lower(),
        "most": signed(change.causes[cause], currency),
    }
    if change.difference > 0:
        return _("%(amount)s more than %(month)s, most of it: %(cause)s %(most)s", **told)
    if change.difference < 0:
        return _("%(amount)s less than %(month)s, most of it: %(cause)s %(most)s", **told)
    return _("As much as %(month)s, though %(cause)s moved it by %(most)s", **told)


def signed(cents: int, currency: str) -> str:
    """An amount with its plus or minus."""
    return f"{'+' if cents > 0 else '−' if cents < 0 else ''}{format_money(abs(cents), currency)}"


def chart(change: Change, run: InvoiceRun) -> dict[str, Any]:
    """The waterfall as static/charts.js draws it: from one month's sum to the other's, in whole money units."""
    words, currency, causes = cause_words(), run.location.currency, change.causes
    return {
        "kind": "waterfall",
        "names": [as_month(run.month.previous), *(words[cause] for cause in causes), as_month(run.month)],
        "values": [change.before / 100, *(cents / 100 for cents in causes.values()), change.after / 100],
        "totals": [0, len(causes) + 1],
        "near": change.before >= 0 and change.after >= 0,
        "texts": [
            format_money(change.before, currency),
            *(signed(cents, currency) for cents in causes.values()),
            format_money(change.after, currency),
        ],
    }
