"""The words in which a column is marked: what it tells about whom, and what becomes of it when that person is erased."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a personal column holds."""

    NAME = "name"  # becomes erased-<id>
    SURNAME = "surname"  # the rest of a name: becomes empty
    MAIL = "mail"  # an address alone in its column: becomes erased-<id>
    ACCOUNT = "account"  # a name to sign in with somewhere: becomes erased-<id>
    CONTACT = "contact"  # phone, street, company: becomes empty
    SECRET = "secret"  # noqa: S105 - a kind of column: becomes empty, and is in no export
    TRACE = "trace"  # when, where and with which device: becomes empty
    WORDS = "words"  # text or JSON that may name somebody: their names and addresses in it become erased-<id>
    SAID = "said"  # what they wrote themselves: becomes empty in their own rows, and is as WORDS in those of others
    KEY = "key"  # a unique text that may hold an address: becomes erased-<id>-<table>-<row>
    AUTHOR = "author"  # the name of who decided or did it: becomes erased-<id> where it is theirs
    TAX = "tax"  # a fact of an issued document: stays until its term is over


class Fate(StrEnum):
    """What becomes of the rows of an erased person."""

    REPLACED = "replaced"
    GOES = "goes"


@dataclass(frozen=True)
class Marks:
    """Every column of one table: `personal` by kind, or `plain`.

    `of` says in SQL whose row it is, by `:person` (ab_user.id), `:contact` (of who has no account), `:mails` (lower case), `:accounts` (names at the WiFi) and
    `:names` (full name, lower case); empty: rows are nobody's, but their texts may name somebody. `title` is for people.
    """

    title: str
    plain: tuple[str, ...]
    personal: dict[str, Kind]
    of: str = ""
    fate: Fate = Fate.REPLACED

    @property
    def columns(self) -> frozenset[str]:
        return frozenset(self.plain) | frozenset(self.personal)

    def of_kind(self, *kinds: Kind) -> list[str]:
        return [name for name, kind in self.personal.items() if kind in kinds]


def marks(title: str, plain: str, /, *, of: str = "", fate: Fate = Fate.REPLACED, **personal: Kind) -> Marks:
    """`plain` names the columns that tell nothing about anybody, with spaces between."""
    return Marks(title, tuple(plain.split()), personal, of, fate)
