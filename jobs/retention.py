"""Old records of work that is done go away each night."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _

from app.access.actor import SYSTEM
from app.actions.accounts.forget_links import forget_links
from app.actions.outbox.forget_done import forget_done_work
from app.actions.people_imports.forget import forget_old_people_imports

KEPT = dt.timedelta(days=30)


def forget_done() -> str:
    """How much was forgotten."""
    messages, slots = forget_done_work(older_than=KEPT, by=SYSTEM)
    links = forget_links(older_than=KEPT, by=SYSTEM)
    forget_old_people_imports(older_than=KEPT, by=SYSTEM)
    return str(_("%(messages)d jobs, %(slots)d slots of schedules and %(links)d links forgotten.", messages=messages, slots=slots, links=links))
