"""What a search shows: an item leads somewhere, a group is what they have in common."""

from __future__ import annotations

from dataclasses import dataclass

from app.queries.search.statement import Match


@dataclass(frozen=True)
class Item:
    """`kind` is said where a group holds several; `about` tells it from another of that title."""

    title: str
    href: str
    icon: str
    about: tuple[str, ...] = ()
    status: str = ""
    kind: str = ""
    match: Match = Match.WORDS


@dataclass(frozen=True)
class Group:
    name: str
    label: str
    items: list[Item]

    @property
    def best(self) -> Match:
        return min(item.match for item in self.items)
