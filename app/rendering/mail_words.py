"""The words of a mail: filled in from its template, with what stands in them by name, so that somebody's own words can say it too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.rendering.marks import named, plain
from app.rendering.templates import environment

SENTENCES = ("subject", "heading", "opening", "closing", "preview")


@dataclass(frozen=True, slots=True)
class Words:
    """What the frame of all mails shows. `rows` are facts by name, `blocks` headings with lines.

    `mail` is the name of the template and `variant` which of its cases this is; `sources` are its sentences with {{ names }} for the
    `values`, in the language of the mail.
    """

    mail: str
    variant: str
    subject: str
    preview: str
    heading: str
    opening: str
    closing: str
    button: str
    rows: tuple[tuple[str, str], ...]
    blocks: tuple[tuple[str, tuple[str, ...]], ...]
    sources: dict[str, str]
    values: dict[str, str]


def words_of(mail: str, language: str, **facts: Any) -> Words:
    """The words of `templates/mail/<mail>.txt`."""
    said: Any = environment(language, marks=True).get_template(f"mail/{mail}.txt").make_module(facts)
    sources: dict[str, str] = {}
    values: dict[str, str] = {}
    for sentence in (*SENTENCES, "also"):
        sources[sentence], found = named(str(getattr(said, sentence, "")))
        values = found | values  # a name means what it means in the subject
    return Words(
        mail=mail,
        variant=getattr(said, "variant", ""),
        button=plain(str(said.button)),
        rows=tuple((plain(str(name)), plain(str(value))) for name, value in said.rows),
        blocks=tuple((plain(str(heading)), tuple(plain(str(line)) for line in lines)) for heading, lines in said.blocks),
        sources=sources,
        values=values,
        **{sentence: plain(str(getattr(said, sentence))) for sentence in SENTENCES},
    )
