"""Each morning: the reminders whose day has come (I9)."""

from __future__ import annotations

from flask_babel import gettext as _

from app.actions.dunning.remind_due import remind_due


def remind() -> str:
    return _("%(count)d reminders written.", count=remind_due())
