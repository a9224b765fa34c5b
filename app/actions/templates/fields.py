"""What may be said about a template."""

from __future__ import annotations

from typing import TypedDict

from app.models.template import TemplateKind


class TemplateFields(TypedDict, total=False):
    """Without a location it is for every one."""

    kind: TemplateKind
    name: str
    location_id: int | None
    language: str
    subject: str
    body: str
    is_active: bool
