"""Translation: which language and zone a text is written in; a mail or a PDF names its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, g, has_request_context, session
from flask_babel import Babel, force_locale, refresh

LANGUAGES = {"en": "English"}
# What a guest sees at the door, on their own phone and in their mails is written in these as well; the rest of the house is not.
VISITOR_LANGUAGES = LANGUAGES | {"nl": "Nederlands", "de": "Deutsch"}


def _locale() -> str | None:
    if has_request_context():
        chosen = g.get("language") or session.get("locale", "en")
        return chosen if chosen in (VISITOR_LANGUAGES if g.get("for_visitors") else LANGUAGES) else "en"
    return "en"


def speak_to_visitors(*wanted: str | None) -> str:
    """The rest of this request is written in the first of these that guests are spoken to in, else in English."""
    g.for_visitors = True
    g.language = next((each for each in wanted if each in VISITOR_LANGUAGES), "en")
    refresh()
    return str(g.language)


def install(app: Flask) -> None:
    """Babel over translations/, for the screens and for work without a request."""
    app.config.setdefault("BABEL_DEFAULT_LOCALE", "en")
    app.config.setdefault("BABEL_DEFAULT_TIMEZONE", "UTC")
    app.config.setdefault("LANGUAGES", {code: {"flag": code, "name": name} for code, name in LANGUAGES.items()})
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", f"{app.root_path}/translations")
    Babel(app, locale_selector=_locale)


@contextmanager
def in_language(locale: str) -> Iterator[None]:
    """Texts inside are written in this language, whoever asks."""
    with force_locale(locale):
        yield
