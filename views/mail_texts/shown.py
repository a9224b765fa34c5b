"""How a mail reads: its house text to begin from, and a preview with made-up values at a real location."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.scope import narrowed
from app.actions.mail_texts.check import check_text
from app.actions.mail_texts.place import TextPlace
from app.core.errors import Refused
from app.models import Location
from app.queries.letter_sender import sender_of
from app.queries.mail_texts.chosen import faults_of, text_for
from app.rendering.mail import MailContent
from app.rendering.mail_samples import Written, sample
from app.rendering.own_words import house_text, in_own_words, values_of
from app.rules.mail_catalogue import MAILS
from app.translation import SOURCE, in_language
from views.mail_texts.words import NAMES, PARTS

STYLE = re.compile(r"(?s)<style>.*?</style>")  # a page of ours takes no sheet inside a frame; what it held is for the dark


class Begun(NamedTuple):
    """What stands in the editor before anybody types, and what goes out as long as nothing is saved."""

    subject: str
    body: str
    source: str


class Placeholder(NamedTuple):
    name: str
    meaning: Any
    example: str
    is_needed: bool


def places_for(session: Session, by: Actor) -> list[Location]:
    return list(session.scalars(narrowed(select(Location).order_by(Location.name), by, Location)))


def sample_of(session: Session, place: TextPlace, places: list[Location]) -> MailContent:
    """As the location would write it, or for the network one of those that somebody sees."""
    here = next((each for each in places if each.id == place.location_id), places[0] if places else None)
    language = place.language or (here.language if here is not None else "") or SOURCE
    written = Written(
        sender_of(session, here.id if here is not None else None, language=language),
        here.currency if here is not None else "ZAR",
        current_app.extensions["settings"].public_url.rstrip("/"),
        here.bank_details if here is not None else "",
    )
    with in_language(language):
        return sample(place.mail, place.variant, written)


def begun(session: Session, place: TextPlace, content: MailContent) -> Begun:
    """The text behind this place: of the location for all languages, of the network, or the house's."""
    assert content.said is not None
    behind = text_for(session, place.mail, place.variant, place.location_id, place.language or content.said.view.language)
    if behind is None or faults_of(behind) or (behind.language and not place.language):
        return Begun(*house_text(content.said), _("Foyer's standard text"))
    source = _("the text of %(location)s", location=behind.location.name) if behind.location is not None else _("the network's text")
    return Begun(behind.subject, behind.body, source)


def placeholders(place: TextPlace, content: MailContent) -> list[Placeholder]:
    """Those of this mail, what is worked out first."""
    known = MAILS[place.mail]
    assert content.said is not None
    values = values_of(content.said)
    parts = [Placeholder(each, PARTS[each], "", each in known.needs) for each in known.parts]
    return parts + [Placeholder(each, NAMES[each], values[each], each in known.needs) for each in known.all_names]


def previewed(place: TextPlace, content: MailContent, subject: str, body: str) -> MailContent:
    """Raises Refused at the field that is wrong."""
    check_text(place.mail, subject, body)
    try:
        return in_own_words(content, subject, body)
    except ValueError as wrong:
        raise Refused(_("No mail can be written from this text."), field="body") from wrong


def framed(html: str) -> str:
    """For a frame on a page of ours."""
    return STYLE.sub("", html)
