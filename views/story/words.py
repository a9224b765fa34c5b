"""What happened to a record, in the words and pictures of the desk."""

from __future__ import annotations

import re
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _later
from markupsafe import Markup

from app.access.nouns import noun_of
from app.models import Comment
from app.queries.story.entries import Event, Group, Story
from app.rules.light_markup import as_html
from app.web.formats import as_datetime, format_money
from app.web.words import spoken
from views.base.record import told
from views.base.record_links import page_of
from views.contacts.forms import kind_said

ICONS = {
    Group.COMMENTS: "message-circle",
    Group.CALLS: "phone",
    Group.MEETINGS: "calendar-event",
    Group.CHANGES: "history",
    Group.MAILS: "mail-forward",
    Group.TASKS: "checklist",
    Group.MONEY: "cash",
    Group.DOCUMENTS: "file-text",
    Group.VISITS: "login",
    Group.JOBS: "tool",
}
NAMES = {
    Group.COMMENTS: _later("Comments"),
    Group.CALLS: _later("Calls"),
    Group.MEETINGS: _later("Meetings"),
    Group.CHANGES: _later("Changes"),
    Group.MAILS: _later("Mails"),
    Group.TASKS: _later("Tasks"),
    Group.MONEY: _later("Payments"),
    Group.DOCUMENTS: _later("Documents"),
    Group.VISITS: _later("Check-ins"),
    Group.JOBS: _later("Jobs"),
}
SAID = {
    "payment_card": _later("Paid by card"),
    "payment_eft": _later("Paid by EFT"),
    "payment_cash": _later("Paid in cash"),
    "payment_card_machine": _later("Paid at the desk's card machine"),
    "payment_wallet": _later("Paid out of a wallet"),
    "refund": _later("Money went back"),
    "invoice": _later("Invoice"),
    "credit_note": _later("Credit note"),
    "proposal": _later("Proposal"),
    "contract": _later("Contract"),
    "check_in": _later("Checked in"),
    "mail_in": _later("Mail from them"),
    "mail_out": _later("Mail to them"),
    "heat": _later("Heat"),
    "stage": _later("Stage"),
    "done": _later("Task done"),
    "skipped": _later("Task skipped"),
}


def lines(story: Story) -> list[dict[str, Any]]:
    """What the page shows of each event."""
    return [_line(each, story.row) for each in story.events]


def _line(event: Event, row: Any) -> dict[str, Any]:
    line: dict[str, Any] = {
        "when": as_datetime(event.at, event if event.location is not None else row),
        "who": event.who,
        "icon": ICONS[event.group],
        "group": event.group,
        "status": event.status,
        "event": event,
    }
    if event.comment is not None:
        return line | {"comment": event.comment, "html": comment_html(event.comment)}
    if event.changed is not None:
        return line | told(event.changed, row)
    mail = url_for("SentMailView.mail", noun=noun_of(type(row)), row_id=row.id, mail_id=event.delivery_id) if event.delivery_id else ""
    href = page_of(event.noun, event.row_id) if event.noun else ""
    money = format_money(event.cents, event.currency) if event.cents is not None else ""
    return line | {
        "mail": mail,
        "text": _text(event),
        "title": event.title,
        "money": money,
        "details": event.text,
        "href": "" if href == page_of_row(row) else href,
    }


def _text(event: Event) -> str:
    if event.activity_id:
        return kind_said(event.what)
    if event.group is Group.MAILS and event.what not in SAID:
        return _("Mail: %(what)s", what=spoken(event.what).lower())
    if event.group is Group.JOBS:
        return spoken(event.what.replace(".", " "))
    return str(SAID.get(event.what) or spoken(event.what))


def page_of_row(row: Any) -> str:
    """Where the reader is already."""
    return page_of(str(row.__tablename__), row.id)


def comment_html(comment: Comment) -> Markup:
    """Light markup, with whoever is mentioned standing out."""
    if comment.removed_at is not None:
        return Markup("")
    return Markup(as_html(comment.text, names=_names(comment.text)))  # noqa: S704 - it escapes everything that is not its own


def _names(text: str) -> list[str]:
    """Whatever begins with an @ and a capital: up to three words of it. Who that is was settled when it was written."""
    return re.findall(r"@(\w[\w'’.-]*(?: [A-Z\u00c0-\u024f][\w'’.-]*){0,3})", text)
