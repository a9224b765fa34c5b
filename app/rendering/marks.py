"""Marks around the values in the sentences of a mail, so that one filling tells its words, the same words with {{ names }}, and the values."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from babel.support import NullTranslations

BEGIN, NAME, END = "\ue000", "\ue001", "\ue002"
PART = re.compile(f"([{BEGIN}{END}])")
FIELD = re.compile(r"%\((\w+)\)[sd]|%%")


def mark(name: str, value: Any) -> str:
    """The value, known by that name; for one that stands in no sentence of its own."""
    return f"{BEGIN}{name}{NAME}{value}{END}" if str(value) else ""


def speaking(translations: NullTranslations) -> tuple[Callable[..., str], Callable[..., str]]:
    """gettext and ngettext for templates, which mark what they put into a sentence."""

    def gettext(text: str, **values: Any) -> str:
        return _filled(translations.ugettext(text), values)

    def ngettext(one: str, many: str, num: int, **values: Any) -> str:
        return _filled(translations.ungettext(one, many, num), {"num": num, **values})

    return gettext, ngettext


def plain(text: str) -> str:
    """The words as they are read."""
    while BEGIN in text:
        inner = re.sub(f"{BEGIN}[^{BEGIN}{END}]*?{NAME}([^{BEGIN}{END}]*){END}", r"\1", text)
        if inner == text:
            break
        text = inner
    return text.translate({ord(char): None for char in BEGIN + NAME + END})


def named(text: str) -> tuple[str, dict[str, str]]:
    """The words with {{ names }} for their values, and the values by name; of a value inside another the outer one counts."""
    out, values, depth, inside = "", {}, 0, ""
    for part in PART.split(text):
        if part == BEGIN:
            depth += 1
            inside += part if depth > 1 else ""
        elif part == END and depth:
            depth -= 1
            if depth:
                inside += part
                continue
            name, _mark, value = inside.partition(NAME)
            values[name], inside = plain(value), ""
            out += f"{{{{ {name} }}}}"
        elif depth:
            inside += part
        else:
            out += part
    return out, values


def _filled(text: str, values: dict[str, Any]) -> str:
    return FIELD.sub(lambda found: mark(found[1], values[found[1]]) if found[1] else "%", text) if values else text
