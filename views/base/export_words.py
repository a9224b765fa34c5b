"""An export in the words of who asked for it."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.models import PersonalExport
from app.models.personal_export import ExportState
from app.web.formats import as_datetime

KILOBYTE = 1000


def told(row: PersonalExport) -> dict[str, Any]:
    """`href` is empty while it is made; `moves` says that it is."""
    is_ready = row.state is ExportState.READY
    return {
        "asked": as_datetime(row.created_at),
        "percent": row.percent,
        "size": _("%(size)s kB", size=max(1, row.size // KILOBYTE)) if is_ready else "",
        "until": as_datetime(row.expires_at),
        "href": url_for("MyDataView.fetch", public_id=row.public_id) if is_ready else "",
        "moves": row.state is ExportState.WANTED,
        "reason": row.reason,
    }
