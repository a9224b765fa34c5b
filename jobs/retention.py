"""What is past its term goes away each night, class by class, and the report says how much."""

from __future__ import annotations

from flask import current_app
from flask_babel import gettext as _

from app.access.actor import SYSTEM
from app.actions.privacy.keep_to_term import keep_to_term, note_gone
from app.core.entity import db
from app.queries.retention import PAST, before
from jobs.log_files import cut_logs


def keep_to_terms() -> str:
    """How much went, by class. A class that fails is named by the failure; what went before it is gone."""
    gone = {name: keep_to_term(name, by=SYSTEM) for name in PAST}
    settings = current_app.extensions["settings"]
    gone["retention.web_log"] = cut_logs(settings.var / "log", before(db.session(), "retention.web_log"))
    db.session.rollback()
    note_gone("retention.web_log", gone["retention.web_log"], by=SYSTEM)
    told = ", ".join(f"{name.removeprefix('retention.').replace('_', ' ')} {count}" for name, count in gone.items() if count)
    return _("Forgotten: %(what)s.", what=told) if told else _("Nothing was past its term.")
