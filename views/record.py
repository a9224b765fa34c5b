"""RecordPage: the page of a thing people live with: numbers that lead on, and what happened to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app, url_for
from flask_babel import gettext as _

from app.access.permissions import Permission
from app.queries.history import Happened, history_of
from app.web.actor import current_actor
from app.web.formats import as_datetime
from app.web.words import column_label, spoken


@dataclass(frozen=True)
class Stat:
    """One number of a record; `href` opens the list behind it."""

    label: str
    value: Any
    href: str = ""
    tone: str = ""
    hint: str = ""


class RecordPage:
    """Mixed in before FoyerModelView."""

    show_template = "screens/record.html"

    def stats(self, row: Any) -> list[Stat]:
        return []

    def panels(self, row: Any) -> list[dict[str, str]]:
        """Parts of the page that are fetched after it, as title and href."""
        return []

    def status_of(self, row: Any) -> str:
        """A status for the title's badge."""
        return ""

    def list_of(self: Any, view: str, here: dict[str, Any]) -> str:
        """The address of another screen's list, if this version has it."""
        return url_for(f"{view}.list", **here) if f"{view}.list" in current_app.view_functions else ""

    def render_template(self: Any, template: str, **kwargs: Any) -> Any:
        if template == self.show_template:
            row = kwargs["row"]
            kwargs |= {"stats": self.stats(row), "status": self.status_of(row), "panels": self.panels(row), "timeline": self.timeline(row)}
        return super().render_template(template, **kwargs)  # type: ignore[misc]

    def timeline(self: Any, row: Any) -> list[dict[str, Any]] | None:
        """What happened, newest first; None for people who may not see it."""
        if not current_actor().may(Permission.AUDIT_READ):
            return None
        return [told(each, row) for each in history_of(self.datamodel.session, row)]


def told(event: Happened, row: Any = None) -> dict[str, Any]:
    """One change in the words of the desk."""
    subject = "" if row is not None and event.noun == row.__tablename__ else f" {spoken(event.noun).lower()} {event.name}"
    return {
        "when": as_datetime(event.at, row),
        "who": event.actor,
        "text": f"{spoken(event.verb)}{subject}",
        "details": said_changes(event.changes),
    }


def said_changes(changes: list[tuple[str, str, str]]) -> str:
    """Name: before → after, one beside the other."""
    return " · ".join(
        f"{column_label(name)}: {after or _('nothing')}" if not before else f"{column_label(name)}: {before} → {after or _('nothing')}"
        for name, before, after in changes
    )
