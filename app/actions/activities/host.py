"""Who receives a visitor: a colleague who works at the location."""

from __future__ import annotations

from flask_babel import gettext as _

from app.core.errors import Refused
from app.models import Location
from app.queries.contacts.hosts import hosts_at
from app.work import Work


def chosen_host(work: Work, host_id: int | None, location: Location) -> int | None:
    """Whoever plans it when nobody is named; nobody when a program does. Raises Refused at `host` for somebody who does not work there."""
    if host_id is None:
        return work.by.id
    if host_id not in {each.id for each in work.session.execute(hosts_at(location.id))}:
        raise Refused(_("Please choose one of the list."), field="host")
    return host_id
