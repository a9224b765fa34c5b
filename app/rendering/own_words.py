"""A mail in words that staff wrote: their text with the values of this mail, in the frame of all mails."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from markupsafe import Markup, escape

from app.rendering.mail import MailContent, Said, framed
from app.rendering.templates import cleaned
from app.rules import mail_text
from app.rules.light_markup import line_as_html, line_as_text
from app.rules.mail_catalogue import MAILS
from app.rules.placeholders import PLACE, one_line

LONGEST_VALUE = 1000  # characters
GAP = re.compile(r"(?:, ?| )?\ue100")  # a value that is empty takes the comma or space before it along
FIRST = 0xE101  # of the private characters that hold the places of values, while the text around them becomes HTML
STYLED = '<a class="ink" style="color:#17202c" '


class Shown(NamedTuple):
    """A piece as both parts of the mail show it."""

    kind: str
    html: tuple[Markup, ...] = ()
    text: tuple[str, ...] = ()


def in_own_words(content: MailContent, subject: str, body: str) -> MailContent:
    """The same mail, said with `subject` and `body`. Raises ValueError for a text that no mail of this kind can be written from."""
    said = content.said
    if said is None or mail_text.faults(MAILS[said.words.mail], subject, body):
        raise ValueError("this text does not fit the mail")
    values = values_of(said)
    shown = tuple(_shown(piece, values) for piece in mail_text.pieces(body))
    own = framed(said, subject=_as_text(" ".join(subject.split()), values), pieces=shown, secrets=content.secrets)
    return _with_headers(own, content)


def values_of(said: Said) -> dict[str, str]:
    """By name, each on one line; a name that has none in this mail is empty."""
    view, words = said.view, said.words
    common = {
        "place": view.location_name,
        "seller": view.seller.name,
        "seller_address": ", ".join(view.seller.address_lines),
        "reply_address": view.sender_email,
    }
    named = {**dict.fromkeys(MAILS[words.mail].all_names, ""), **common, **words.values}
    return {name: one_line(cleaned(value))[:LONGEST_VALUE] for name, value in named.items()}


def house_text(said: Said) -> tuple[str, str]:
    """Subject and body that say what the house says, to begin from."""
    words, sources = said.words, said.words.sources
    there, needs = {"facts": words.rows, "button": said.link, "details": words.blocks}, MAILS[words.mail].needs
    middle = [f"{{{{ {part} }}}}" for part, found in there.items() if found or part in needs]
    return sources["subject"], "\n\n".join([f"# {sources['heading']}", sources["opening"], *middle, f"> {sources['closing']}"])


def _with_headers(own: MailContent, house: MailContent) -> MailContent:
    """Whose answer it is, and what mail programs are told, no text changes."""
    return MailContent(
        own.subject,
        own.text,
        own.html,
        house.sender_name,
        house.sender_email,
        reply_to=house.reply_to,
        headers=house.headers,
        by_hand=house.by_hand,
        secrets=house.secrets,
        said=house.said,
    )


def _shown(piece: mail_text.Piece, values: Mapping[str, str]) -> Shown:
    return Shown(
        piece.kind,
        tuple(_as_html(line, values) for line in piece.lines),
        tuple(_as_text(line_as_text(line), values) for line in piece.lines),
    )


def _as_text(line: str, values: Mapping[str, str]) -> str:
    return GAP.sub("", PLACE.sub(lambda found: values[found[1]] or "\ue100", cleaned(line)))


def _as_html(line: str, values: Mapping[str, str]) -> Markup:
    """Marks are read before values stand in the text, so that no value is taken for a mark; a value is escaped when it comes in."""
    held: list[str] = []

    def hold(found: re.Match[str]) -> str:
        if not values[found[1]]:
            return "\ue100"
        held.append(values[found[1]])
        return chr(FIRST + len(held) - 1)

    line = GAP.sub("", PLACE.sub(hold, cleaned(line)))
    html = line_as_html(line).replace("<a ", STYLED)
    for number, value in enumerate(held):
        html = html.replace(chr(FIRST + number), str(escape(value)))
    return Markup(html)  # noqa: S704 - its own marks, and escaped values
