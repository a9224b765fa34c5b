"""Why a job failed, in words that may be stored and shown: short, and without secrets."""

from __future__ import annotations

import re

from sqlalchemy.exc import DBAPIError

from app.core.errors import FoyerError
from app.integrations.errors import Trouble

LONGEST = 500  # characters
HIDDEN = "•••"
NAMES = r"(?:password|passwd|secret|token|api[_-]?key|authorization|cookie)[\w-]*"
SECRETS = (
    (re.compile(r"(?i)(://)[^/\s@]+@"), rf"\1{HIDDEN}@"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{6,}"), rf"\1 {HIDDEN}"),
    (re.compile(rf"(?i)({NAMES}['\"]?\s*[:=]\s*)(?!bearer\b|basic\b)('[^']*'|\"[^\"]*\"|[^\s,;&}})]+)"), rf"\1{HIDDEN}"),
    (re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]*"), HIDDEN),
)


class TooLong(BaseException):
    """The job took longer than it may. No Exception, so that whoever notes the faults of one row and goes on with the next lets it by, and no connection that it broke is used again."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"It took longer than {seconds:g} seconds and was stopped.")


def in_words(failure: BaseException) -> str:
    """Our own refusals as they are; anything else with its type, since nobody has found better words for it yet."""
    if isinstance(failure, Trouble | FoyerError | TooLong):
        text = str(failure)
    elif isinstance(failure, DBAPIError):  # its own text holds the statement with its values
        text = f"{type(failure.orig).__name__}: {failure.orig}"
    else:
        text = f"{type(failure).__name__}: {failure}"
    return without_secrets(text)


def without_secrets(text: str) -> str:
    """The text on one line, trimmed, with what looks like a secret taken out, and fit for a text column."""
    text = text[: 4 * LONGEST]
    for pattern, shown in SECRETS:
        text = pattern.sub(shown, text)
    text = " ".join(text.replace("\x00", " ").encode(errors="replace").decode().split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
