"""Write a template."""

from __future__ import annotations

from typing import Unpack

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.fill import fill
from app.actions.templates.check import check_template
from app.actions.templates.fields import TemplateFields
from app.models import Template
from app.work import transaction


def create_template(*, by: Actor, **fields: Unpack[TemplateFields]) -> Template:
    """One for every location takes somebody of the whole network."""
    with transaction(by=by) as work:
        require(by, Permission.TEMPLATE_WRITE)
        template = Template(language="en", is_active=True)
        fill(work, template, fields)
        check_template(work, template)
        return work.add(template)
