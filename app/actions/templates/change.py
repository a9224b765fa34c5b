"""Change a template. Drafts keep the words that they began with, and what was sent stays as it is."""

from __future__ import annotations

from typing import Unpack

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.fill import fill
from app.actions.network import require_whole_network
from app.actions.templates.check import check_template
from app.actions.templates.fields import TemplateFields
from app.models import Template
from app.work import transaction


def change_template(template_id: int, *, by: Actor, **fields: Unpack[TemplateFields]) -> Template:
    """Raises Refused at the field that is wrong."""
    with transaction(by=by) as work:
        template = work.lock(Template, template_id)
        require(by, Permission.TEMPLATE_WRITE, template)
        if template.location_id is None:
            require_whole_network(by)
        with work.session.no_autoflush:
            fill(work, template, fields)
            check_template(work, template)
    return template
