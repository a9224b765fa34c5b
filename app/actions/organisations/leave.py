"""A whole organisation moves out: all of its licenses end on one day, as each of them ends alone."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions import said
from app.actions.bookings.cancel_many import cancel_many
from app.actions.fill import require_near
from app.actions.invoices.locked import hold_organisation
from app.actions.licenses.end import end_license
from app.core.errors import Refused, Stale
from app.models import License, Organisation
from app.queries.bookings.after_license import after_end_of_all
from app.queries.leaving import licenses_after, licenses_version
from app.work import Work, transaction


def leave_organisation(
    organisation_id: int,
    *,
    on: dt.date,
    end_reason: str = "",
    cancel_bookings: bool = False,
    expected_refund: int | None = None,
    version: str = "",
    by: Actor,
) -> Organisation:
    """Licenses that end on that day or before stay as they are, and so does what the actor may not see: a place where they do not work.

    All of the others end, or none; the refusal names those that cannot. `end_reason`, `cancel_bookings` and `expected_refund` are those of `end_license`,
    bookings and what comes back of them those of the whole organisation. Raises Stale unless the licenses are as `version` says (app/queries/leaving.py).
    """
    with transaction(by=by) as work:
        require(by, Permission.LICENSE_WRITE)
        organisation = work.get(Organisation, organisation_id)
        require_near(on, "on")
        hold_organisation(work, organisation_id)
        ending = licenses_after(work.session, organisation_id, on, by=by)
        if not ending:
            raise Refused(
                _(
                    "No license of %(organisation)s runs after %(day)s: there is nothing to end.",
                    organisation=organisation.name,
                    day=said.day(on),
                ),
                field="on",
            )
        if version and version != licenses_version(work.session, organisation_id, by=by):
            raise Stale(
                _(
                    "The licenses of %(organisation)s have changed since this page was opened. It shows what is there now: look at it, and decide again.",
                    organisation=organisation.name,
                )
            )
        _end_all(work, list(ending), on, end_reason)
        if cancel_bookings:
            work.session.flush()  # who may still use a room is asked of the tables
            cancel_many(
                work,
                after_end_of_all(work.session, organisation_id, on, by=by),
                reason=_("The membership has ended."),
                expected_refund=expected_refund,
            )
    return organisation


def _end_all(work: Work, licenses: list[License], on: dt.date, end_reason: str) -> None:
    """Raises Refused at the field of the first that cannot end, and says of all of them why: whoever puts one right is not told of the next afterwards."""
    refused: dict[str, list[str]] = defaultdict(list)
    fields = []
    for each in licenses:
        try:
            end_license(each.id, on=on, end_reason=end_reason, by=work.by)
        except Refused as refusal:
            refused[refusal.message].append(each.code)
            fields.append(refusal.field)
    if refused:
        raise Refused(" ".join(f"{', '.join(codes)}: {why}" for why, codes in refused.items()), field=fields[0])
