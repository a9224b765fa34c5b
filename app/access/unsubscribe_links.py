"""Links by which somebody stops our mails: signed, without a sign-in, for one contact and for ever (RFC 8058)."""

from __future__ import annotations

import hmac
import uuid
from contextlib import suppress

from flask import current_app

from app.access.sealing import known_marks, marked

PURPOSE, MARK = "unsubscribe", 32


def unsubscribe_link(public_id: uuid.UUID) -> str:
    """The address that stands in the mail and in its header; it names nobody."""
    return (
        f"{current_app.extensions['settings'].public_url.rstrip('/')}/unsubscribe/{public_id.hex}{marked(public_id.bytes, PURPOSE)[:MARK]}"
    )


def unsubscribed(token: str) -> uuid.UUID | None:
    """The contact's public id; None for a link that is not ours."""
    with suppress(ValueError):
        public_id = uuid.UUID(hex=token[:32])
        if any(hmac.compare_digest(token[32:].encode(), each[:MARK].encode()) for each in known_marks(public_id.bytes, PURPOSE)):
            return public_id
    return None
