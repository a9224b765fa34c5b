"""What the words of an enquiry say about spam: points, each with its reason (S4)."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from app.rules.lead_contact import phone_is_possible

LINKS_ALLOWED = 2
NON_LETTERS_PERCENT = 60

_LINK = re.compile(r"https?://|(?<![/\w.])www\.", re.IGNORECASE)
# Named tags alone: people write <name@example.com> and [sic].
_MARKUP = re.compile(
    r"</?(?:a|b|i|u|p|br|hr|div|span|img|font|h[1-6]|ul|ol|li|table|script|iframe|style|strong|em)(?:[\s/][^<>]{0,500})?>"
    r"|\[/?(?:url|link|img|b|i|u|quote|code|size|color|email)(?:=[^\[\]]{0,500})?\]",
    re.IGNORECASE,
)


class Sign(StrEnum):
    """What counts against an enquiry."""

    LINKS = "links"
    REPEATED = "repeated"
    DOMAIN = "domain"
    MARKUP = "markup"
    NOT_WORDS = "not_words"
    PHONE = "phone"


POINTS: dict[Sign, int] = {Sign.LINKS: 2, Sign.REPEATED: 4, Sign.DOMAIN: 3, Sign.MARKUP: 2, Sign.NOT_WORDS: 2, Sign.PHONE: 1}


@dataclass(frozen=True, slots=True)
class Enquiry:
    """What somebody typed, and the two facts that the caller looked up.

    `seen_before`: a text of the same hash came within 24 hours. `domain_is_bad`: the domain of the address is
    disposable, or known to take no mail; False where that could not be found out.
    """

    name: str
    message: str
    phone: str
    country: str
    seen_before: bool = False
    domain_is_bad: bool = False


def text_hash(message: str) -> str | None:
    """SHA-256 of the words, whatever their case and spacing; None for an empty text, which repeats nobody's."""
    words = " ".join(unicodedata.normalize("NFKC", message).casefold().split())
    return hashlib.sha256(words.encode()).hexdigest() if words else None


def link_count(message: str) -> int:
    """How many links a text holds, written with http(s):// or www."""
    return len(_LINK.findall(message))


def signs_of(enquiry: Enquiry) -> tuple[Sign, ...]:
    """What counts against the enquiry, each once, in the order of the rule."""
    found = {
        Sign.LINKS: link_count(enquiry.message) > LINKS_ALLOWED,
        Sign.REPEATED: enquiry.seen_before,
        Sign.DOMAIN: enquiry.domain_is_bad,
        Sign.MARKUP: bool(_MARKUP.search(enquiry.message)),
        Sign.NOT_WORDS: _is_no_words(enquiry.name, enquiry.message),
        Sign.PHONE: not phone_is_possible(enquiry.phone, enquiry.country),
    }
    return tuple(sign for sign, holds in found.items() if holds)


def content_points(signs: tuple[Sign, ...]) -> int:
    """The sum of the signs' points."""
    return sum(POINTS[sign] for sign in signs)


def _is_no_words(name: str, message: str) -> bool:
    hashed = text_hash(message)
    if hashed is None:
        return False
    if hashed == text_hash(name):
        return True
    marks = [mark for mark in message if not mark.isspace()]
    # Marks (category M) are parts of letters in Devanagari, Thai, Arabic.
    others = sum(1 for mark in marks if unicodedata.category(mark)[0] not in "LM")
    return others * 100 > NON_LETTERS_PERCENT * len(marks)
