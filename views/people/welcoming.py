"""Welcoming: the welcome mail on a person's page: send it, send it again, and how the last one fared."""

from __future__ import annotations

from typing import Any

from flask import g
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.actions.accounts.invite import invite
from app.actions.accounts.resend import resend
from app.core import clock
from app.core.entity import db
from app.models import Delivery, FoyerUser
from app.models.delivery import DeliveryKind, DeliveryState
from app.models.sign_in_token import Purpose
from app.queries.letters import last_letter
from app.queries.sign_in_links import newest_token
from app.web.formats import as_datetime
from app.web.model_view import action


class Welcoming:
    """Mixed in before a view of people."""

    VERBS = dict.fromkeys(("invite", "resend"), "invite")

    def may_act(self: Any, name: str, row: FoyerUser) -> bool:
        if name in Welcoming.VERBS:
            return bool(row.active) and (welcome_of(row) is None and row.last_login is None) is (name == "invite")
        return bool(super().may_act(name, row))  # type: ignore[misc]

    def facts(self: Any, row: FoyerUser) -> list[Any]:
        return [fared(row)]

    @action("invite", _("Send welcome mail"), icon="mail-forward")
    def invite(self: Any, people: Any) -> Any:
        return self.each(people, invite, done=gettext("%(count)d invited."))

    @action("resend", _("Send again"), _("Send a new welcome mail? The link in the last one stops working."), icon="mail-forward")
    def resend(self: Any, people: Any) -> Any:
        return self.each(people, resend, done=gettext("%(count)d invited again."))


def welcome_of(row: FoyerUser) -> Delivery | None:
    """The last welcome mail; a page asks more than once."""
    kept: dict[int, Delivery | None] = g.setdefault("welcome_letters", {})
    if row.id not in kept:
        kept[row.id] = last_letter(db.session(), row.id, DeliveryKind.WELCOME)
    return kept[row.id]


def fared(row: FoyerUser) -> str:
    """The last welcome mail in words."""
    letter = welcome_of(row)
    if letter is None:
        return "" if row.last_login else gettext("No welcome mail yet")
    if letter.state is DeliveryState.SENT:
        token = newest_token(db.session(), row.id, Purpose.WELCOME)
        is_open = token is not None and token.spent_at is None and token.expires_at > clock.now()
        when = as_datetime(letter.sent_at, row)
        if is_open and token is not None:
            return gettext(
                "Welcome mail sent %(when)s, its link waits until %(until)s", when=when, until=as_datetime(token.expires_at, row)
            )
        return gettext("Welcome mail sent %(when)s, its link is used or over", when=when)
    told = {
        DeliveryState.FAILED: gettext("The welcome mail failed: %(reason)s", reason=letter.reason),
        DeliveryState.UNKNOWN: gettext("Nobody knows whether the welcome mail arrived: %(reason)s", reason=letter.reason),
        DeliveryState.WITHHELD: gettext("The welcome mail was not sent: %(reason)s", reason=letter.reason),
    }
    return told.get(letter.state, gettext("The welcome mail is on its way"))
