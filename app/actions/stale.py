"""Stale: somebody decided on a page that shows what is no longer so."""

from __future__ import annotations

from typing import Any

from flask_babel import format_datetime
from flask_babel import gettext as _

from app.core import clock
from app.core.errors import Stale
from app.queries.history import history_of
from app.work import Work


def require_fresh(work: Work, row: Any, seen: str, *, zone: str) -> None:
    """Raises Stale, with who changed the row and when, unless it is as `seen` says (its `version`); empty: nobody looked at a page."""
    if not seen or seen == row.version:
        return
    last = next(iter(history_of(work.session, row, by=work.by)), None)
    who = last.actor if last is not None else _("Somebody")
    if last is not None and last.actor == work.by.name:
        who = _("You, or somebody of your name,")
    when = format_datetime(clock.local(last.at if last is not None else clock.now(), zone), "HH:mm", rebase=False)
    raise Stale(
        _(
            "%(who)s changed %(what)s at %(when)s, after this page was opened. It shows what is there now: look at it, and decide again.",
            who=who,
            what=str(row),
            when=when,
        )
    )
