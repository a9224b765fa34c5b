"""The templates of documents and mails: sandboxed, escaped, in the seller's language, closed to characters that deceive."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.support import Translations
from jinja2 import FileSystemLoader, StrictUndefined, select_autoescape
from jinja2.sandbox import ImmutableSandboxedEnvironment

from app.core import formats
from app.rendering.marks import mark, speaking

ROOT = Path(__file__).resolve().parents[2]
# What turns the reading direction of the text after it, which makes one amount look like another.
BIDI_CONTROLS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
KEPT = "\n\t"
PICTOGRAPHS = re.compile("(?:[\u2600-\u27bf\U0001f000-\U0001faff][\ufe0e\ufe0f\u200d]*)+")
FORMATS = (
    formats.amount_text,
    formats.date_text,
    formats.day_text,
    formats.instant_text,
    formats.money_text,
    formats.month_text,
    formats.number_text,
    formats.percent_text,
    formats.period_text,
    formats.span_text,
)


def cleaned(value: Any) -> Any:
    """Text without control characters and without marks that turn its direction; anything else as it is."""
    if not isinstance(value, str) or value.isprintable():
        return value
    return value.translate({ord(char): None for char in set(value) if char in BIDI_CONTROLS or _is_control(char)})


def printable(value: Any) -> Any:
    """Cleaned, and without pictographs: no font of ours has them, and one that is missing makes the whole page unsearchable."""
    value = cleaned(value)
    if not isinstance(value, str) or value.isascii():
        return value
    # What is marked as safe stays so: the sub alone would give plain text, to be escaped again.
    return type(value)(PICTOGRAPHS.sub("", value))


def _is_control(char: str) -> bool:
    return char not in KEPT and unicodedata.category(char) in ("Cc", "Cs", "Cn", "Co", "Zl", "Zp")


def one_line(text: str, *, longest: int = 200) -> str:
    """Text for a mail header: no line break can start a header of its own."""
    line = " ".join(cleaned(text).split())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


@lru_cache(maxsize=24)
def environment(language: str, *, paper: bool = False, marks: bool = False) -> ImmutableSandboxedEnvironment:
    """Templates in one language, for a screen or for paper; kept, because compiling them costs more than filling them.

    With `marks` each value in a sentence stands between marks that tell its name (app/rendering/marks.py).
    """
    found = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        auto_reload=False,
        finalize=None if marks else printable if paper else cleaned,  # the frame around marked words cleans them
        extensions=["jinja2.ext.i18n"],
    )
    translations = Translations.load(ROOT / "translations", [language])
    if marks:
        found.install_gettext_callables(*speaking(translations), newstyle=False)  # type: ignore[attr-defined]
        found.globals["mark"] = mark
    else:
        found.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]
    found.globals.update({function.__name__: function for function in FORMATS})
    found.filters["one_line"] = one_line
    return found


def filled(name: str, *, language: str, paper: bool = False, **values: Any) -> str:
    """A template of ours with its values."""
    return environment(language, paper=paper).get_template(name).render(**values)
