"""Let a location use the templates of the whole network."""

from __future__ import annotations

from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.templates.change import change_template
from app.models import Location, Template
from app.work import transaction


def use_network_templates(location_id: int, *, by: Actor) -> int:
    """Its own are kept, and are no longer in use. Returns how many there were."""
    with transaction(by=by) as work:
        require(by, Permission.TEMPLATE_WRITE)
        location = work.get(Location, location_id)
        own = work.session.scalars(
            select(Template.id).where(Template.location_id == location.id, Template.is_active).order_by(Template.id)
        ).all()
        for each in own:
            change_template(each, is_active=False, by=by)
    return len(own)
