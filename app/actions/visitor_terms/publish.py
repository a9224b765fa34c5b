"""Publish the terms for visitors: a new version, to which everybody is asked to agree, or the present one in another language (K1)."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.network import require_whole_network
from app.core import clock
from app.core.errors import Refused
from app.core.one_at_a_time import one_at_a_time
from app.models import VisitorTerms
from app.translation import VISITOR_LANGUAGES
from app.work import transaction

LONGEST = 20_000


def publish_terms(*, text: str, language: str = "en", is_new: bool = True, by: Actor) -> VisitorTerms:
    """In force from now on; a published text never changes. Raises Refused at `text` or `language`, Forbidden for who works at some locations."""
    with transaction(by=by) as work:
        require(by, Permission.VISITOR_TERMS_WRITE)
        require_whole_network(by)
        text = text.replace("\r\n", "\n").strip()
        if not text or len(text) > LONGEST:
            raise Refused(_("Write the terms, at most %(most)d characters.", most=LONGEST), field="text")
        if language not in VISITOR_LANGUAGES:
            raise Refused(_("Choose a language."), field="language")
        one_at_a_time(work.session, "visitor terms")
        newest = work.session.scalar(select(func.max(VisitorTerms.version))) or 0
        return work.add(
            VisitorTerms(
                version=newest + int(is_new or newest == 0), language=language, text=text, published_at=clock.now(), published_by=by.name
            )
        )
