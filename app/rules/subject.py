"""Subject: what a person is known by, and how that is found in texts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace
from itertools import product
from typing import Any

SHORTEST = 2  # characters: a name of one letter is searched for by nobody
SHORTEST_PHONE = 7
# A name stands alone, also behind an escape of JSON: "\nThandi" is not "nThandi".
BEFORE, AFTER = r"(?:(?<=\\[bfnrt])|(?<![[:alnum:]]))", r"(?![[:alnum:]])"
NOTHING = "(?!)"


@dataclass(frozen=True, slots=True)
class Subject:
    """Everything that was ever theirs, present values first. `accounts` are their names in other systems; `sole` organisations bear their own name.

    `billed` are the organisations whose invoices went to one of their addresses. A full name that somebody else has as well is `shared`,
    in small letters: it is searched for only in what is about this person. `visits` are rows that bear the name alone, which a person said are theirs. Who has no account is person 0, known by their `sign_up` or `contact`.
    """

    person: int
    first_names: tuple[str, ...]
    last_names: tuple[str, ...]
    mails: tuple[str, ...]
    phones: tuple[str, ...]
    accounts: tuple[str, ...]
    sole: tuple[int, ...] = ()
    billed: tuple[int, ...] = ()
    shared: tuple[str, ...] = ()
    sign_up: int = 0
    contact: int = 0
    visits: tuple[int, ...] = ()

    @property
    def erased(self) -> str:
        """What stands where they were named."""
        if self.contact:
            return f"erased-contact-{self.contact}"
        return f"erased-sign-up-{self.sign_up}" if self.sign_up else f"erased-{self.person}"

    @property
    def full_names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(f"{first} {last}".strip() for first, last in self._pairs()))

    @property
    def everywhere(self) -> str:
        """A pattern of PostgreSQL for what is theirs wherever it stands: addresses, full names, telephone numbers."""
        return pattern_of(
            [*self.mails, *self._names_as_written(self.shared), *(each for each in self.phones if len(each) >= SHORTEST_PHONE)]
        )

    @property
    def at_home(self) -> str:
        """The same for texts that are about them anyway: there a first name alone is theirs, and nobody called Young loses a word elsewhere."""
        return pattern_of([*self.mails, *self._names_as_written(), *self.first_names, *self.last_names, *self.phones, *self.accounts])

    def joined(self, later: Subject) -> Subject:
        """With what is known of them by now; what was forgotten meanwhile stands there as `erased`, and is no name of theirs."""
        told: dict[str, Any] = {}
        for each in fields(self):
            before, now = getattr(self, each.name), getattr(later, each.name)
            if isinstance(before, tuple):
                told[each.name] = (*before, *(value for value in now if value not in before and value != self.erased))
        return replace(self, **told)

    def _pairs(self) -> list[tuple[str, str]]:
        return [(first, last) for first, last in product(self.first_names, self.last_names) if first and last]

    def _names_as_written(self, without: tuple[str, ...] = ()) -> list[str]:
        pairs = [(first, last) for first, last in self._pairs() if f"{first} {last}".lower() not in without]
        return [form for first, last in pairs for form in (f"{first} {last}", f"{last}, {first}")]

    @property
    def values(self) -> dict[str, object]:
        """For the conditions of app/models/personal."""
        return {
            "person": self.person,
            "mails": [mail.lower() for mail in self.mails],
            "accounts": list(self.accounts),
            "contact": self.contact,
            "visits": list(self.visits),
            "names": [name.lower() for name in self.full_names] if self.person else [],  # a business of their own has a person
        }

    def dumped(self) -> bytes:
        return json.dumps(asdict(self)).encode()


def loaded(text: bytes) -> Subject:
    """The inverse of `dumped`."""
    told: dict[str, Any] = json.loads(text)
    known: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in told.items()}
    return Subject(**known)


def pattern_of(needles: Iterable[str]) -> str:
    """A case-insensitive pattern for any of them as whole words, also inside JSON text; for none of them one that finds nothing."""
    wanted = {each.strip() for each in needles if len(each.strip()) >= SHORTEST}
    forms = {form for each in wanted for form in (each, json.dumps(each, ensure_ascii=False)[1:-1])}
    longest_first = sorted(forms, key=lambda each: (-len(each), each))
    return f"{BEFORE}(?:{'|'.join(map(re.escape, longest_first))}){AFTER}" if longest_first else NOTHING
