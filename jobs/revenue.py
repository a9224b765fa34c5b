"""Each hour: the monthly recurring revenue follows the licenses, a transaction a location."""

from __future__ import annotations

from flask_babel import ngettext
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.actions.revenue.work_out import work_out_revenue
from app.core.entity import db
from app.models import Location


def follow() -> str:
    looked = sum(work_out_revenue(each, by=SYSTEM) for each in db.session.scalars(select(Location.id).order_by(Location.id)).all())
    return str(
        ngettext("The revenue of %(num)d organisation was worked out.", "The revenue of %(num)d organisations was worked out.", looked)
    )
