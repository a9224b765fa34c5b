"""In the morning: reports by mail whose week or month has begun."""

from __future__ import annotations

from flask_babel import ngettext

from app.actions.report_subscriptions.send_due import send_due_reports
from app.rendering.reports.all import REPORTS

NEEDS = {name: each.permission for name, each in REPORTS.items()}


def send() -> str:
    return str(ngettext("%(num)d report by mail.", "%(num)d reports by mail.", send_due_reports(NEEDS)))
