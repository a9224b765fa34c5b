"""en_XA: English with accents, in brackets and two fifths longer, so that whatever is not in a catalogue, or does not fit, is seen."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from babel.messages.pofile import read_po
from babel.support import NullTranslations
from flask_babel import get_babel

from app.translation import FOLDER

CARRIER = "af"  # browsers and Babel know no en_XA: it is what somebody reads who chose this language
ACCENTS = str.maketrans("aceinosuyAEINOSU", "áçéíñóšúýÁÉÍÑÓŠÚ")
KEPT = re.compile(r"%\(\w+\)[sd]|%%|<[^>]+>|&\w+;|\{\{.*?\}\}")
OPEN, CLOSE = "⟦", "⟧"


def pseudo(text: str) -> str:
    """Placeholders and marks stay as they are."""
    out, at = "", 0
    for found in KEPT.finditer(text):
        out += text[at : found.start()].translate(ACCENTS) + found[0]
        at = found.end()
    return f"{OPEN}{out}{text[at:].translate(ACCENTS)}{'~' * (2 * len(text) // 5)}{CLOSE}"


class Pseudo(NullTranslations):
    """What the catalogue knows is disguised; what it does not know stays as it is."""

    def __init__(self) -> None:
        super().__init__()
        with (FOLDER / "messages.pot").open("rb") as file:
            self.known = {
                each for message in read_po(file) if message.id for each in (message.id if isinstance(message.id, tuple) else (message.id,))
            }

    def ugettext(self, message: str) -> str:
        return pseudo(message) if message in self.known else message

    gettext = ugettext

    def ungettext(self, singular: str, plural: str, num: int) -> str:
        return self.ugettext(singular if num == 1 else plural)

    ngettext = ungettext


@contextmanager
def pseudo_spoken(app: Any) -> Iterator[None]:
    """Inside, whoever reads the carrier reads en_XA."""
    with app.app_context():
        cache = get_babel().instance.domain_instance.cache
    before = dict(cache)
    cache[CARRIER, "messages"] = Pseudo()
    try:
        yield
    finally:
        cache.clear()
        cache.update(before)


def left_plain(page: str) -> set[str]:
    """Texts of a page, and of what its fields are called, that are not disguised; without the script's and what a person typed."""
    page = re.sub(r"(?s)<(script|style|template|textarea)\b.*?</\1>", " ", page)
    shown = re.findall(r'\b(?:title|aria-label|placeholder|alt|data-confirm|data-yes)="([^"]*)"', page)
    shown += re.split(r"<[^>]+>", page)
    plain = (re.sub(rf"{OPEN}.*?{CLOSE}", " ", html.unescape(text)).strip() for text in shown)
    return {text for text in plain if re.search(r"[A-Za-z]{3,}", text)}
