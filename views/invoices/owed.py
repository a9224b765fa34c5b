"""Invoices of which something is owed: the filters of their list, and the addresses that use them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import url_for
from flask_appbuilder.models.sqla.filters import BaseFilter
from flask_babel import lazy_gettext as _

from app.queries.organisation_figures import overdue, owed


class OwedAndDueBefore(BaseFilter):  # type: ignore[misc]
    """Sent, not settled, and past its day (P14)."""

    name = _("owed, and before")
    arg_name = "owed"

    def apply(self, query: Any, value: Any) -> Any:
        return query.filter(*overdue(value))


class OwedMoreThan(BaseFilter):  # type: ignore[misc]
    """Sent, and not settled by more than that: with 0, whoever is a debtor."""

    name = _("of it owed, more than")
    arg_name = "owed_more"

    def apply(self, query: Any, value: Any) -> Any:
        return query.filter(*owed(value))


def owed_list(**others: Any) -> str:
    """The address of the invoices of which something is still owed."""
    return url_for("InvoiceView.list", _flt_6_total_cents=0, _oc_InvoiceView="due_on", **others)


def overdue_list(day: dt.date, **others: Any) -> str:
    """The address of the invoices that are past their day and not settled."""
    return url_for("InvoiceView.list", _flt_4_due_on=day.isoformat(), _oc_InvoiceView="due_on", **others)
