"""Remove a template. What was made from it keeps its words."""

from __future__ import annotations

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.network import require_whole_network
from app.models import Template
from app.work import transaction


def remove_template(template_id: int, *, by: Actor) -> None:
    """One for every location takes somebody of the whole network."""
    with transaction(by=by) as work:
        template = work.lock(Template, template_id)
        require(by, Permission.TEMPLATE_WRITE, template)
        if template.location_id is None:
            require_whole_network(by)
        work.session.delete(template)
