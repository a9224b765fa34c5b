"""The picture of a plan is a document like any other: bytes beside their hash, in the same database."""

from __future__ import annotations

import hashlib

from flask_babel import gettext as _

from app.actions.picture_refused import picture_refused
from app.core.errors import Refused
from app.core.pictures import NoPicture, plan_picture
from app.models import Document, FloorPlan
from app.work import Work


def keep_picture(work: Work, plan: FloorPlan, content: bytes) -> None:
    """The new picture takes the place of the old one, which is not kept. Raises Refused at `picture`."""
    if not content:
        raise Refused(_("Choose a picture first."), field="picture")
    try:
        drawn = plan_picture(content)
    except NoPicture as wrong:
        raise picture_refused(wrong, _("JPEG or PNG")) from wrong
    kept = work.add(
        Document(
            location_id=plan.location_id,
            name=f"{plan.name}.{drawn.media_type.removeprefix('image/')}",
            media_type=drawn.media_type,
            sha256=hashlib.sha256(drawn.content).hexdigest(),
            content=drawn.content,
        )
    )
    before, plan.document_id = plan.document_id, kept.id
    plan.width, plan.height = drawn.width, drawn.height
    if before is not None:
        work.session.flush()  # the plan points to the new one before the old one goes
        work.session.delete(work.session.get_one(Document, before))
