"""How the pipeline speaks: stages, sums, when a task is due, how long a card is where it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import ngettext

from app.queries.opportunities.next_tasks import DueMark, NextTask
from app.rules.same_customer import Why
from app.web.formats import as_date, format_money


def money_by_currency(cents: Mapping[str, int]) -> str:
    """Each currency for itself: amounts of two are never added."""
    return " + ".join(format_money(amount, currency) for currency, amount in cents.items() if amount)


def due_said(task: NextTask, today: dt.date) -> str:
    mark = task.mark(today)
    if mark is DueMark.TODAY:
        return _("today")
    if mark is DueMark.OVERDUE:
        return ngettext("%(num)d day late", "%(num)d days late", (today - task.due_on).days)
    return _("about %(day)s", day=as_date(task.due_on)) if task.is_estimate else as_date(task.due_on)


def age_said(days: int) -> str:
    return _("since today") if days < 1 else ngettext("%(num)d day here", "%(num)d days here", days)


def customer_said(why: Why) -> str:
    """Why a lead may be an organisation that is here already."""
    return {Why.BOTH: _("same name and mail domain"), Why.DOMAIN: _("same mail domain"), Why.NAME: _("same name")}[why]
