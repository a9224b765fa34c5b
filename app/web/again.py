"""Two people whose changes cross each other: PostgreSQL ends one of the two, and that one is done once more instead of being told to press again."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import chain
from secrets import SystemRandom
from typing import TypeVar

import structlog
from flask import has_request_context, request
from flask_babel import gettext as _
from sqlalchemy.orm.exc import ObjectDeletedError

from app.core.entity import db
from app.core.errors import Crossed, Missing
from app.work import commits

T = TypeVar("T")
log = structlog.get_logger()

PAUSES = (0.05, 0.2)  # seconds before the second and the third try, up to twice as long by chance, so that the two do not meet again


def persistently(verb: Callable[[], T]) -> T:
    """What `verb` gives. It is the whole of what a person or a program asked for: done anew only where its transaction was undone whole, and nothing of it was committed before.

    Raises Crossed when that happened each time, Missing where the one who was first has removed what it is about, and what `verb` raises.
    """
    for number, pause in enumerate(PAUSES):
        before = commits(db.session())
        try:
            return _once_more(verb) if number else verb()
        except Crossed:
            session = db.session()
            if "work" in session.info or commits(session) != before:
                raise
            log.info("crossed by somebody else, done once more")
        time.sleep(pause * (1 + SystemRandom().random()))
        _rewind()
    return _once_more(verb)


def _once_more(verb: Callable[[], T]) -> T:
    """Rows that were read before the first try were undone with it, and are read anew."""
    try:
        return verb()
    except ObjectDeletedError as gone:
        raise Missing(_("This is not there any more, or not for you to see.")) from gone


def _rewind() -> None:
    """A file that was read is read from its beginning."""
    if has_request_context():
        for sent in chain.from_iterable(request.files.listvalues()):
            sent.stream.seek(0)
