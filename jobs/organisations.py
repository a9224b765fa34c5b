"""Each hour: organisations become what their licenses say, and people belong where their license is, because licenses begin and end with the days of their locations."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import SYSTEM
from app.actions.licenses.bring_along import bring_along
from app.actions.organisations.follow import follow_licenses, offboard_after
from app.core.entity import db
from app.core.errors import Locked
from app.queries.organisation_terms import may_move


def follow() -> str:
    """One transaction each; whoever's invoices go out just now waits for the next hour."""
    moved = 0
    for organisation_id in may_move(db.session(), offboard_after(db.session())):
        try:
            moved += follow_licenses(organisation_id, by=SYSTEM)
        except Locked:
            continue
    brought = bring_along(by=SYSTEM)
    return _("%(count)d organisations moved, %(people)d people went with their license.", count=moved, people=brought)
