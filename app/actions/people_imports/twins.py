"""Rows that cannot stand in one file beside each other."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from app.actions.people_imports.person import Person, folded


class Twins:
    """The same license twice in one file, and one address at two organisations."""

    def __init__(self) -> None:
        self.licenses: dict[tuple[str, str, str, Any], int] = {}
        self.homes: dict[str, tuple[str, int]] = {}

    def look(self, line: int, person: Person) -> None:
        """Only good rows count as the first."""
        values = person.values
        if person.problems or not person.email:
            return
        key = (person.email, folded(values["membership"]), folded(values.get("location", "")), values["start"])
        home, first = self.homes.get(person.email, (person.group, line))
        if home != person.group:
            person.wrong("email", _("This address is at another organisation on line %(line)d.", line=first))
        elif key in self.licenses:
            person.wrong("email", _("The same membership from the same day stands on line %(line)d already.", line=self.licenses[key]))
        else:
            self.licenses[key] = line
            self.homes[person.email] = (home, first)


class NoTwins:
    """Nothing is wrong with two rows about one lead: the later goes on with the earlier."""

    def look(self, line: int, person: Person) -> None:
        """All are welcome."""
