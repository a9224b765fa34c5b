"""A license ends under the notice of its membership, or earlier for a reason that is written down."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _

from app.actions import said
from app.actions.fill import fill
from app.core.clock import today
from app.core.errors import Refused
from app.models import License
from app.work import Work


def keep_notice(work: Work, license: License, on: dt.date | None, end_reason: str) -> None:
    """Notice is given today at the location; to let a license end later than it does asks for none. Raises Refused at `end_reason`."""
    earliest = license.earliest_end(today(license.location.zone))
    is_early = earliest is not None and on is not None and on < earliest
    is_sooner = on is not None and (license.ends_on is None or on < license.ends_on)
    if earliest is not None and is_early and is_sooner and not end_reason.strip():
        raise Refused(
            _(
                "%(membership)s has a notice of %(notice)s, so the earliest last day is %(day)s. Give the reason to end it sooner.",
                membership=license.membership.name,
                notice=said.notice(license.membership),
                day=said.day(earliest),
            ),
            field="end_reason",
        )
    if end_reason or not is_early:
        fill(work, license, {"end_reason": end_reason if on is not None else ""})
