"""Translation: which language and zone a text is written in; a mail or a PDF names its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from babel import negotiate_locale
from flask import Flask, g, has_request_context, request, session
from flask_babel import Babel, force_locale, gettext, refresh

FOLDER = Path(__file__).resolve().parents[1] / "translations"
SOURCE = "en"  # what the texts in the code are written in
DRAFT = "# machine draft"  # the line above an entry that no person has read yet; a comment of translators, because Babel keeps those
MOST_DRAFTS = 0.1  # of all texts, beyond which the menu says so


@dataclass(frozen=True)
class Spoken:
    """A language by its own name, and whom the house speaks to in it: staff and members, or guests at the door and in their mails.

    `plural` is the rule of gettext for which form a number takes, of CLDR where Babel has no table for the language.
    """

    name: str
    to_people: bool = False
    to_visitors: bool = False
    plural: str = "(n != 1)"


SPOKEN = {
    "en": Spoken("English", to_people=True, to_visitors=True),
    "af": Spoken("Afrikaans", to_people=True),
    "zu": Spoken("isiZulu", to_people=True, plural="(n > 1)"),
    "nl": Spoken("Nederlands", to_people=True, to_visitors=True),
    "de": Spoken("Deutsch", to_visitors=True),
}
LANGUAGES = {code: each.name for code, each in SPOKEN.items() if each.to_people}
VISITOR_LANGUAGES = {code: each.name for code, each in SPOKEN.items() if each.to_visitors}


def _locale() -> str | None:
    """What the person chose, or the default of their home; before a sign-in what the browser asks for."""
    if not has_request_context():
        return SOURCE
    known = VISITOR_LANGUAGES if g.get("for_visitors") else LANGUAGES
    chosen = g.get("language") or session.get("locale")
    if chosen is None and "language" not in g:
        chosen = asked_for()
    return chosen if chosen in known else SOURCE


def asked_for() -> str:
    """The first language of the browser that people are spoken to in."""
    wanted = [tag.replace("-", "_") for tag in request.accept_languages.values()]
    return (negotiate_locale(wanted, list(LANGUAGES)) or SOURCE) if wanted else SOURCE


def speak_to_visitors(*wanted: str | None) -> str:
    """The rest of this request is written in the first of these that guests are spoken to in, else in English."""
    g.for_visitors = True
    g.language = next((each for each in wanted if each in VISITOR_LANGUAGES), SOURCE)
    refresh()
    return str(g.language)


def choices() -> dict[str, str]:
    """The languages for people, as a menu names them: "Afrikaans (draft)" while more than a tenth of it was read by nobody, or is not there."""
    return {code: gettext("%(language)s (draft)", language=name) if is_draft(code) else name for code, name in LANGUAGES.items()}


@lru_cache(maxsize=16)
def is_draft(code: str) -> bool:
    """Told by the catalogue itself, line by line: parsing it would take a second of each start."""
    if code == SOURCE:
        return False
    path = FOLDER / code / "LC_MESSAGES" / "messages.po"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    entries = sum(line.startswith("msgid ") for line in lines)
    # An entry is empty when its last line is `msgstr ""` with nothing after it.
    empty = sum(
        line.endswith(' ""') and line.startswith("msgstr") and not (lines[number + 1 :] or [""])[0].startswith('"')
        for number, line in enumerate(lines)
    )
    return not entries or (lines.count(DRAFT) + empty) / entries > MOST_DRAFTS


def install(app: Flask) -> None:
    """Babel over translations/, for the screens and for work without a request."""
    app.config.setdefault("BABEL_DEFAULT_LOCALE", SOURCE)
    app.config.setdefault("BABEL_DEFAULT_TIMEZONE", "UTC")
    app.config.setdefault("LANGUAGES", {code: {"flag": code, "name": name} for code, name in LANGUAGES.items()})
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", str(FOLDER))
    Babel(app, locale_selector=_locale)


@contextmanager
def in_language(locale: str) -> Iterator[None]:
    """Texts inside are written in this language, whoever asks."""
    with force_locale(locale):
        yield
