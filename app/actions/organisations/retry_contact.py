"""Tell the books about an organisation again, after somebody has looked at what they refused."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.outbox.retry import make_due
from app.core.errors import Refused
from app.models import Organisation, OutboxMessage
from app.models.outbox import OutboxState
from app.queries.contact_steps import open_contact_jobs
from app.work import Work, transaction


def retry_contact(organisation_id: int, *, by: Actor) -> Organisation:
    """What was given up is due at once. Raises Refused when nothing was."""
    with transaction(by=by) as work:
        organisation = work.get(Organisation, organisation_id)
        require(by, Permission.ORGANISATION_WRITE, organisation)
        if not try_refused_again(work, organisation.id):
            raise Refused(
                _(
                    "The books have refused nothing about %(organisation)s, so there is nothing to try again.",
                    organisation=organisation.name,
                )
            )
        changes = {"contact": ["failed", "wanted"]}
        work.record(
            "retry",
            "organisation",
            [{"noun_id": organisation.id, "name": str(organisation), "location_id": organisation.location_id, "changes": changes}],
        )
    return organisation


def try_refused_again(work: Work, organisation_id: int) -> int:
    """The same inside another action that has checked permission. Returns how many jobs are due again."""
    ids = [job.id for job in open_contact_jobs(work.session, organisation_id)]
    given_up = select(OutboxMessage).where(OutboxMessage.id.in_(ids), OutboxMessage.state == OutboxState.PARKED)
    jobs = work.session.scalars(given_up.order_by(OutboxMessage.id).with_for_update()).all()
    for job in jobs:
        make_due(work, job)
    return len(jobs)
