"""What a drill of bookings left in the database, judged by the database and by the promises."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from app import create_app
from app.core.entity import db
from app.queries.verify.books import verify
from config import Settings

OVERLAPS = """
SELECT count(*) FROM booking a JOIN booking b ON b.room_id = a.room_id AND b.id > a.id AND b.blocked && a.blocked
WHERE a.status IN ('held', 'confirmed', 'checked_in') AND b.status IN ('held', 'confirmed', 'checked_in')"""


def verdict(settings: Settings) -> dict[str, Any]:
    """Bookings that stand, pairs that overlap, and how many promises are broken."""
    with create_app(settings, web=False).app_context():
        figures = {
            "bookings": db.session.scalar(text("SELECT count(*) FROM booking WHERE status = 'confirmed'")) or 0,
            "overlaps": db.session.scalar(text(OVERLAPS)) or 0,
            "broken_promises": sum(bool(outcome.violations) for outcome in verify(db.session()).values()),
        }
        db.session.remove()
        db.engine.dispose()
    return figures
