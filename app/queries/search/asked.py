"""What somebody typed, as words that a query can use."""

from __future__ import annotations

import re
from dataclasses import dataclass

MOST_LETTERS = 100
MOST_WORDS = 6
FEWEST_LETTERS = 2  # of the longest word, before tables are searched: one letter is the beginning of everything

# What stands before a word, sign by sign and of ASCII alone: of these a trigram index makes " go", and finds two letters by it. PostgreSQL's "\m", classes
# of signs and other letters say nothing to it: then every row is looked at.
BEFORE = r"""(^|[][ !"#$%&'()*+,./:;<=>?@\\^_`{|}~-])"""


@dataclass(frozen=True)
class Asked:
    """`text` is tidied, `words` its words in lower case; `codes` are the ways in which a number or code may be written."""

    text: str
    words: tuple[str, ...]

    @classmethod
    def of(cls, typed: str) -> Asked:
        text = " ".join(typed.replace("\x00", "").split())[:MOST_LETTERS].strip()
        return cls(text, tuple(dict.fromkeys(text.lower().split()))[:MOST_WORDS])

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((self.text, self.text.upper(), self.text.lower())))

    @property
    def is_long(self) -> bool:
        return any(len(word) >= FEWEST_LETTERS for word in self.words)

    def beginnings(self) -> list[str]:
        """A regular expression a word: something begins so."""
        return [f"{BEFORE}{re.escape(word)}" if word[0].isalnum() else re.escape(word) for word in self.words]

    def insides(self) -> list[str]:
        """A LIKE pattern a word: it stands somewhere."""
        return [f"%{_plain(word)}%" for word in self.words]

    def start(self) -> str:
        """A LIKE pattern of the whole: a name begins so."""
        return f"{_plain(self.text.lower())}%"


def _plain(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
