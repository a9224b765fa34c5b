"""Get a report by mail, each week or each month, of one location or of all that one may see."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.core.errors import Refused
from app.models import Location, ReportSubscription
from app.models.report_subscription import Rhythm
from app.work import transaction


def subscribe_to_report(
    report: str, rhythm: str, *, location_id: int | None, needs: Mapping[str, Permission], by: Actor
) -> ReportSubscription:
    """`needs` are the permissions of the reports that there are. Asking twice is asking once."""
    with transaction(by=by) as work:
        if report not in needs:
            raise Refused(_("There is no such report."), field="report")
        if rhythm not in list(Rhythm):
            raise Refused(_("Choose each week or each month."), field="rhythm")
        require(by, needs[report])
        if location_id is not None:
            work.get(Location, location_id)
        own = select(ReportSubscription).where(
            ReportSubscription.user_id == by.id,
            ReportSubscription.report == report,
            ReportSubscription.rhythm == rhythm,
            ReportSubscription.location_id.is_not_distinct_from(location_id),
        )
        there = work.session.scalars(own).one_or_none()
        return there or work.add(ReportSubscription(user_id=by.id, report=report, rhythm=Rhythm(rhythm), location_id=location_id))
