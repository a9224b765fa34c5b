"""The one way to read a kept file, wherever its content is: in its row, or in storage."""

from __future__ import annotations

import structlog
from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import object_session

from app.core.errors import Damaged, Unavailable
from app.core.storage import NotThere, Storage, StorageAway, WrongBytes
from app.models import Attachment, Document, MailFile, Picture, StoredFile, TicketPhoto

HOLDERS = (Document, MailFile, Attachment, TicketPhoto, Picture)
Held = Document | MailFile | Attachment | TicketPhoto | Picture
log = structlog.get_logger("files")


def storage() -> Storage | None:
    """The place that FOYER_FILES names."""
    found: Storage | None = current_app.extensions["storage"]
    return found


def content_of(row: Held) -> bytes:
    """Its bytes, proven by their hash where they are in storage; empty for what was forgotten, or never kept.

    One statement asks where they are, because a job may be moving them at this moment. Raises Unavailable, and Damaged.
    """
    session, model = object_session(row), type(row)
    assert session is not None, "a row of a session"
    query = (
        select(model.content, StoredFile.sha256, StoredFile.place)
        .outerjoin(StoredFile, StoredFile.id == model.stored_id)
        .where(model.id == row.id)
    )
    content, digest, place = session.execute(query).one()
    return (content or b"") if digest is None else fetched(digest, place)


def fetched(digest: str, place: str) -> bytes:
    """A content of storage, with what is wrong said in a sentence that shows nothing of the inside."""
    at_hand = storage()
    try:
        if at_hand is None or at_hand.place != place:
            raise StorageAway("FOYER_FILES names another place")
        return at_hand.get(digest)
    except StorageAway as away:
        log.warning("storage away", reason=away.reason)
        raise Unavailable(
            _("This file cannot be read just now, because the place where files are kept does not answer. Try again in a moment.")
        ) from away
    except (NotThere, WrongBytes) as wrong:
        log.exception("kept file lost", digest=digest)
        raise Damaged(_("This file is not as it was kept, so it is not shown. Please tell whoever looks after Foyer.")) from wrong
