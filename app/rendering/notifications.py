"""What staff are told, in words: the name of each kind, and its sentence filled with the facts that were kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from flask_babel import format_date, get_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _later

from app.core.formats import money_said
from app.models.notification import NotificationKind

K = NotificationKind
NAMES = {
    K.MENTION: _later("Somebody mentions me"),
    K.TASK_GIVEN: _later("A task is given to me"),
    K.TASK_OVERDUE: _later("A task of mine is overdue"),
    K.SIGNED_UP: _later("Somebody asks to join"),
    K.LEAD_ASSIGNED: _later("A lead is given to me"),
    K.HOLD_ENDS: _later("A room that I hold is free again soon"),
    K.PAPER_AGREED: _later("A proposal or contract is agreed to"),
    K.PAPER_DECLINED: _later("A proposal or contract is declined"),
    K.PAYMENT_FAILED: _later("A payment failed"),
    K.DUNNING_ESCALATED: _later("A debtor needed another reminder"),
    K.APPROVAL_ASKED: _later("My approval is asked for"),
    K.BULK_FINISHED: _later("Something big that I began is finished"),
    K.TICKET_GIVEN: _later("A ticket is given to me"),
    K.TICKET_ANSWERED: _later("A member answers on a ticket of mine"),
    K.MAIL_RETURNED: _later("A document or a letter about money did not arrive"),
    K.JOB_PARKED: _later("A background job gave up"),
    K.HEALTH_RED: _later("Something of Foyer itself is stuck"),
}
ICONS = {
    K.MENTION: "message-circle",
    K.TASK_GIVEN: "checklist",
    K.TASK_OVERDUE: "clock",
    K.SIGNED_UP: "user-plus",
    K.LEAD_ASSIGNED: "user-plus",
    K.HOLD_ENDS: "hourglass",
    K.PAPER_AGREED: "file-certificate",
    K.PAPER_DECLINED: "file-off",
    K.PAYMENT_FAILED: "credit-card",
    K.DUNNING_ESCALATED: "file-dollar",
    K.APPROVAL_ASKED: "shield-check",
    K.BULK_FINISHED: "file-import",
    K.TICKET_GIVEN: "ticket",
    K.TICKET_ANSWERED: "message-circle",
    K.MAIL_RETURNED: "mail-off",
    K.JOB_PARKED: "tool",
    K.HEALTH_RED: "heartbeat",
}


class Facts(dict[str, Any]):
    """What is missing, because it was forgotten with a person, is an ellipsis."""

    def __missing__(self, name: str) -> str:
        return "…"

    def day(self, name: str) -> str:
        """An ISO day as people say it."""
        try:
            return str(format_date(dt.date.fromisoformat(str(self[name])), "d MMM yyyy"))
        except ValueError:
            return str(self[name])

    def money(self) -> str:
        """`cents` of `currency`."""
        return (
            money_said(int(self["cents"]), str(self["currency"]), str(get_locale() or "en"))
            if "cents" in self and "currency" in self
            else "…"
        )


Sentence = Callable[[Facts], str]
SENTENCES: dict[NotificationKind, Sentence] = {
    K.MENTION: lambda f: _("%(who)s mentioned you on %(name)s: “%(text)s”", who=f["who"], name=f["name"], text=f["text"]),
    K.TASK_GIVEN: lambda f: _(
        "%(who)s gave you a task for %(name)s, due %(day)s: %(task)s", who=f["who"], name=f["name"], day=f.day("due_on"), task=f["task"]
    ),
    K.TASK_OVERDUE: lambda f: _("Overdue since %(day)s: %(task)s, for %(name)s", day=f.day("due_on"), task=f["task"], name=f["name"]),
    K.SIGNED_UP: lambda f: _("%(name)s asks to join %(location)s.", name=f["name"], location=f["location"]),
    K.LEAD_ASSIGNED: lambda f: _("%(name)s is your lead now.", name=f["name"]),
    K.HOLD_ENDS: lambda f: _(
        "%(room)s is on hold for %(name)s until %(day)s, %(time)s. Confirm it, or it is free again.",
        room=f["room"],
        name=f["name"],
        day=f.day("until"),
        time=f["time"],
    ),
    K.PAPER_AGREED: lambda f: _("%(who)s agreed to %(name)s.", who=f["who"], name=f["name"]),
    K.PAPER_DECLINED: lambda f: (
        _("%(who)s declined %(name)s: %(reason)s", who=f["who"], name=f["name"], reason=f["reason"])
        if f.get("reason")
        else _("%(who)s declined %(name)s.", who=f["who"], name=f["name"])
    ),
    K.PAYMENT_FAILED: lambda f: _(
        "%(name)s: a card was not charged %(amount)s for %(number)s. %(reason)s",
        name=f["name"],
        amount=f.money(),
        number=f["number"],
        reason=f["reason"],
    ),
    K.DUNNING_ESCALATED: lambda f: _(
        "%(name)s was reminded again, %(days)s days after the due date: %(amount)s for %(number)s.",
        name=f["name"],
        days=f["days"],
        amount=f.money(),
        number=f["number"],
    ),
    K.APPROVAL_ASKED: lambda f: _("%(who)s approved %(name)s; a second person is needed.", who=f["who"], name=f["name"]),
    K.BULK_FINISHED: lambda f: _("%(name)s is done. %(result)s", name=f["name"], result=f["result"]),
    K.TICKET_GIVEN: lambda f: _("%(who)s gave you the ticket “%(name)s”.", who=f["who"], name=f["name"]),
    K.TICKET_ANSWERED: lambda f: _("%(who)s answered on “%(name)s”: %(text)s", who=f["who"], name=f["name"], text=f["text"]),
    K.MAIL_RETURNED: lambda f: _(
        "%(name)s did not arrive at %(address)s. %(reason)s", name=f["name"], address=f["address"], reason=f["reason"]
    ),
    K.JOB_PARKED: lambda f: _("%(job)s gave up: %(reason)s", job=f["job"], reason=f["reason"]),
    K.HEALTH_RED: lambda f: _("Stuck: %(what)s", what=f["what"]),
}


def said(kind: NotificationKind, words: dict[str, Any]) -> str:
    """The sentence, in the language of whoever reads."""
    return str(SENTENCES[kind](Facts(words)))


def counted(number: int) -> str:
    """ "3 things are unread"."""
    return str(ngettext("%(num)d thing is unread", "%(num)d things are unread", number))
