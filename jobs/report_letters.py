"""Reports by mail: what stands in one, what is attached, and whether it may still go."""

from __future__ import annotations

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from app.core.entity import db
from app.integrations.mail import Attachment
from app.models import Delivery
from app.queries.letter_sender import sender_to
from app.queries.report_subscriptions import asked_by, reader_of
from app.rendering.mail import MailContent
from app.rendering.report_mail import ReportTold, report_mail
from app.rendering.reports.all import REPORTS
from app.rendering.reports.files import csv_of
from jobs.reports import NEEDS


def why_no_report(row: Delivery) -> str:
    """Why it must not go any more, in words; empty when it may."""
    if row.subscription is None:
        return _("The subscription was ended before the mail went.")
    if reader_of(db.session(), row.subscription, NEEDS) is None:
        return _("The person may not see this report any more.")
    return ""


def report_letter(row: Delivery) -> tuple[MailContent, tuple[Attachment, ...]]:
    """With the rights of this moment, which `why_no_report` asked about."""
    subscription, slot = row.subscription, row.subscription_slot
    assert subscription is not None and slot is not None, "a report is of a subscription"
    reader = reader_of(db.session(), subscription, NEEDS)
    assert reader is not None, "whoever may not see it gets none"
    sender, house = sender_to(db.session(), row), current_app.extensions["settings"].public_url.rstrip("/")
    definition, asked = REPORTS[subscription.report], asked_by(subscription, reader, slot, sender.locale, sender.zone)
    with force_locale(sender.language):
        report, title = definition.build(db.session(), asked), definition.title()
    place = subscription.location.name if subscription.location is not None else ""
    told = ReportTold(title, place, asked.last, report)
    words = report_mail(
        sender,
        told,
        link=f"{house}/reports/{definition.name}/?from={asked.first}&to={asked.last}&location={asked.place_word}",
        stop=f"{house}/reports/mails/",
    )
    files = tuple(Attachment(f"{definition.name}-{each.name}.csv", "text/csv", csv_of(each)) for each in report.sections)
    return words, files
