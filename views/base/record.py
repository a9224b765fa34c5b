"""RecordPage: the page of a thing people live with: numbers that lead on, and what happened to it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from flask import g, url_for
from flask_babel import gettext as _

from app.access.nouns import READS, noun_of
from app.access.permissions import Permission
from app.access.task_scope import ABOUT
from app.core.money import cents
from app.queries.history import Happened
from app.web.actor import current_actor
from app.web.formats import as_badge, as_date, as_datetime, as_long, currency_of, format_money
from app.web.nouns import noun_said
from app.web.words import column_label, spoken

NOTHING = {"", str(as_long(""))}
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
AMOUNT = re.compile(r"-?\d+\.\d\d")
INSTANT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d UTC")
VERBS = {
    "create": lambda: _("Added"),
    "change": lambda: _("Changed"),
    "delete": lambda: _("Removed"),
    "approve": lambda: _("Approved"),
    "send": lambda: _("Sending began"),
    "leave_out": lambda: _("Left out of the run"),
    "take_back": lambda: _("Taken back into the run"),
    "retry": lambda: _("Tried again"),
    "run": lambda: _("Run by hand"),
    "show password": lambda: _("Password shown"),
    "merge": lambda: _("Merged with another one"),
    "export": lambda: _("Taken out as a file"),
    "sign_out_everywhere": lambda: _("Signed out everywhere"),
    "see as": lambda: _("Began to see Foyer as this member"),
    "end see as": lambda: _("Stopped seeing Foyer as this member"),
}
# Changes that say more in one sentence than column by column.
TELLING = {
    frozenset({"xero_id"}): lambda: _("Put into Xero"),
    frozenset({"document_id"}): lambda: _("PDF made and kept"),
}


WHOLE = {"license"}  # things with a page of their own: elsewhere it is enough that they began


@dataclass(frozen=True)
class Stat:
    """One number of a record; `href` opens the list behind it."""

    label: str
    value: Any
    href: str = ""
    tone: str = ""
    hint: str = ""


@dataclass(frozen=True)
class Onward:
    """A button of a record that leads to another page; `primary`: what people come to the record for. `stays`: it is never behind "More".

    `paper`: what is opened is a PDF of that name, which is shown over the page.
    """

    text: str
    href: str
    icon: str
    primary: bool = False
    stays: bool = False
    paper: str = ""


class RecordPage:
    """Mixed in before FoyerModelView."""

    show_template = "screens/record.html"
    untold: frozenset[str] = frozenset()  # columns whose changes say nothing to people

    def made(self, row: Any) -> Any:
        """Say it of a new row, and saving leads to its page."""
        g.made = row
        return row

    def get_redirect(self: Any) -> str:
        row = g.pop("made", None)
        return str(url_for(f"{self.endpoint}.show", pk=row.id) if row is not None else super().get_redirect())  # type: ignore[misc]

    def stats(self, row: Any) -> list[Stat]:
        return []

    def onward(self, row: Any) -> list[Onward]:
        """Buttons that lead to other pages, before those of its verbs."""
        return []

    def panels(self, row: Any) -> list[dict[str, str]]:
        """Parts of the page that are fetched after it, as title and href."""
        return []

    def status_of(self, row: Any) -> str:
        """A status for the title's badge."""
        return ""

    def status_said(self, row: Any) -> str:
        """Its words, where the name of the status alone says too little."""
        return ""

    def face_of(self, row: Any) -> Any:
        """A picture for the title, where the thing is a person."""
        return ""

    def render_template(self: Any, template: str, **kwargs: Any) -> Any:
        if template == self.show_template:
            row, status = kwargs["row"], self.status_of(kwargs["row"])
            kwargs |= {
                "stats": self.stats(row),
                "panels": self.panels(row),
                "story": self.story_of(row),
                "face": self.face_of(row),
                "onward": self.onward(row),
            }
            kwargs |= {"subtitle": as_badge(status, text=self.status_said(row))} if status else {}
        return super().render_template(template, **kwargs)  # type: ignore[misc]

    def pairs(self: Any, row: Any, names: Any) -> list[tuple[str, Any]]:
        """Only what is known: a page of empty labels tells nobody anything."""
        found: list[tuple[str, Any]] = super().pairs(row, names)  # type: ignore[misc]
        return [(label, value) for label, value in found if str(value) not in NOTHING]

    def related_tabs(self: Any, row: Any) -> list[dict[str, str]]:
        """In the order of the screen, not of the registration."""
        order = [view.__name__ for view in self.related_views]
        return sorted(super().related_tabs(row), key=lambda tab: order.index(tab["id"]))  # type: ignore[misc]

    def story_of(self: Any, row: Any) -> dict[str, Any] | None:
        """Whose story stands beside its facts; None for what has none."""
        model = type(row)
        by = current_actor()
        return story_of(row) if model in READS and by.is_staff and by.may(READS[model]) else None


def story_of(row: Any, *, contact_id: int = 0, lead_id: int | None = None) -> dict[str, Any]:
    """What the story of a record is asked for with; with a contact, what is done with that person is logged from it."""
    noun, by = noun_of(type(row)), current_actor()
    may_write = bool(contact_id) and by.may(Permission.CONTACT_WRITE)
    return {
        "noun": noun,
        "id": row.id,
        "has_tasks": noun in ABOUT and by.may(Permission.TASK_READ),
        "contact_id": contact_id if may_write else 0,
        "lead_id": lead_id,
    }


def told(event: Happened, row: Any) -> dict[str, Any]:
    """One change in the words of the desk. What a new row began with is on the page already."""
    verb = said_verb(event.verb)
    own = event.noun == row.__tablename__
    text = verb if own else f"{verb}: {noun_said(event.noun)}"
    telling = TELLING.get(frozenset(name for name, _before, _after in event.changes)) if own and event.verb == "change" else None
    if telling is not None:
        return {"when": as_datetime(event.at, row), "who": event.actor, "text": telling(), "details": ""}
    changes = [each for each in event.changes if own or each[0] != f"{row.__tablename__}_id"]
    details = "" if event.verb == "create" and (own or event.noun in WHOLE) else said_changes(changes, row)
    if event.noun in WHOLE and not own:
        text = f"{text} {event.name}"
    return {"when": as_datetime(event.at, row), "who": event.actor, "text": text, "details": details}


def said_verb(verb: str) -> str:
    """What was done, in the past tense."""
    return VERBS.get(verb, lambda: spoken(verb))()


def said_changes(changes: list[tuple[str, str, str]], row: Any = None) -> str:
    """Name: before → after, one beside the other."""
    nothing = _("nothing")
    return " · ".join(
        f"{column_label(name)}: {shown(before, row, name)} → {shown(after, row, name) or nothing}"
        if before
        else f"{column_label(name)}: {shown(after, row, name)}"
        for name, before, after in changes
    )


def shown(text: str, row: Any = None, name: str = "") -> str:
    """An amount in the row's currency, a day as people say it, an instant on the clock of the row's location; everything else as it is."""
    if name == "xero_id":
        return _("put there")
    if AMOUNT.fullmatch(text) and name.endswith("_cents"):
        return format_money(cents(text), currency_of(row))
    if ISO_DAY.fullmatch(text):
        return as_date(dt.date.fromisoformat(text))
    if INSTANT.fullmatch(text):
        return as_datetime(dt.datetime.fromisoformat(text.replace(" UTC", "+00:00")), row)
    return text
