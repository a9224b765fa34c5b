"""Get a report by mail no longer."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor
from app.core.errors import Missing
from app.models import ReportSubscription
from app.work import transaction


def stop_report(subscription_id: int, *, by: Actor) -> None:
    """One's own; of others nobody knows."""
    with transaction(by=by) as work:
        own = select(ReportSubscription).where(ReportSubscription.id == subscription_id, ReportSubscription.user_id == by.id)
        row = work.session.scalars(own.with_for_update()).one_or_none()
        if row is None:
            raise Missing(_("Report by mail not found."))
        work.session.delete(row)
