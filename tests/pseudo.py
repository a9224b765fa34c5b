"""en_XA: English with accents, in brackets and two fifths longer, so that whatever is not in a catalogue, or does not fit, is seen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from babel.messages.pofile import read_po
from babel.support import NullTranslations

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
            self.known = {each for message in read_po(file) if message.id for each in (message.id if isinstance(message.id, tuple) else (message.id,))}

    def ugettext(self, message: str) -> str:
        return pseudo(message) if message in self.known else message

    gettext = ugettext

    def ungettext(self, singular: str, plural: str, num: int) -> str:
        return self.ugettext(singular if num == 1 else plural)

    ngettext = ungettext


@contextmanager
def spoken(app: Any) -> Iterator[None]:
    """Inside, whoever reads the carrier reads en_XA."""
    from flask_babel import get_babel

    with app.app_context():
        cache = get_babel().domain_instance.cache
    key = next(iter(_keys(cache)), None)
    del key
    names = [name for name in (CARRIER, f"{CARRIER}_ZA")]
    before = dict(cache)
    for name in names:
        cache[name, "messages"] = Pseudo()
    try:
        yield
    finally:
        cache.clear()
        cache.update(before)


def _keys(cache: Any) -> Any:
    return cache
