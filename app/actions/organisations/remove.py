"""Remove an organisation that was never charged anything."""

from __future__ import annotations

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.models import Organisation
from app.work import transaction


def remove_organisation(organisation_id: int, *, by: Actor) -> None:
    """Refused by the database while people, licenses or documents name it."""
    with transaction(by=by) as work:
        organisation = work.lock(Organisation, organisation_id)
        require(by, Permission.ORGANISATION_WRITE, organisation)
        work.session.delete(organisation)
