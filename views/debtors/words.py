"""Debt in the words of the desk."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from flask_babel import ngettext

from app.queries.debtors.movements import MoveKind
from app.queries.debtors.promises import Promised
from app.queries.debtors.who_owes import Debtors
from app.web.formats import as_date, as_share, format_money


def findings(debt: Debtors) -> list[str]:
    """What there is to say, a sentence a currency: how much, how much of it is late, and since when."""
    told = []
    for currency, of in debt.totals.items():
        owed = format_money(of.owed, currency)
        if not of.overdue:
            told.append(_("%(owed)s is owed, and none of it is late.", owed=owed))
            continue
        oldest = as_date(of.oldest)
        if of.overdue == of.owed:
            told.append(_("%(owed)s is owed, and all of it is late, the oldest since %(day)s.", owed=owed, day=oldest))
            continue
        share = as_share(of.overdue, of.owed).lstrip("+")
        told.append(
            _(
                "%(owed)s is owed; %(late)s of it (%(share)s) is late, the oldest since %(day)s.",
                owed=owed,
                late=format_money(of.overdue, currency),
                share=share,
                day=oldest,
            )
        )
    return told


def move_said(kind: MoveKind) -> str:
    return {
        MoveKind.OPENING: _("Brought in"),
        MoveKind.INVOICE: _("Invoice"),
        MoveKind.CREDIT_NOTE: _("Credit note"),
        MoveKind.DEPOSIT: _("Paid from a deposit"),
        MoveKind.PAYMENT: _("Payment"),
        MoveKind.REFUND: _("Refund"),
    }[kind]


def reminder_said(days: int) -> str:
    """ "7 days after the due day"."""
    if days == 0:
        return _("on the due day")
    return (
        ngettext("%(num)s day after", "%(num)s days after", days)
        if days > 0
        else ngettext("%(num)s day before", "%(num)s days before", -days)
    )


def promise_said(promise: Promised, day: dt.date) -> tuple[str, str]:
    """A promise in words, and the tone of its badge."""
    amount, until = format_money(promise.said.cents, promise.currency), as_date(promise.said.until)
    if promise.is_broken and not promise.kept:
        return _("Promised %(amount)s by %(day)s, and nothing came", amount=amount, day=until), "red"
    if promise.is_broken:
        return _(
            "Promised %(amount)s by %(day)s, and %(kept)s came", amount=amount, day=until, kept=format_money(promise.kept, promise.currency)
        ), "red"
    if day > promise.said.until or promise.kept >= promise.said.cents:
        return _("Promised %(amount)s by %(day)s, and kept it", amount=amount, day=until), "green"
    return _("Promised %(amount)s by %(day)s", amount=amount, day=until), "azure"
