"""In the morning of each working day: who has tasks that are due gets one mail (C1)."""

from __future__ import annotations

from flask_babel import ngettext

from app.actions.tasks.remind import remind_of_tasks


def remind() -> str:
    return str(ngettext("%(num)d mail about tasks.", "%(num)d mails about tasks.", remind_of_tasks()))
