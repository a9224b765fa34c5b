"""Salto KS: who may open which doors, as far as Foyer keeps it (contracts.md section 4, rules A1, A2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from app.integrations.errors import GiveUp


@dataclass(frozen=True, slots=True)
class DoorUser:
    """Two ids: `site_user_id` to change or remove somebody, `platform_user_id` to put them into groups."""

    site_user_id: str
    platform_user_id: str
    first_name: str
    last_name: str
    email: str
    alias: str
    is_subscribed: bool
    tag_id: str = ""


@dataclass(frozen=True, slots=True)
class Lock:
    lock_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Tag:
    """A fob, and the platform id of whoever has it, or nothing. `number` is what people read on it, where Salto tells that."""

    tag_id: str
    number: str
    platform_user_id: str


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody at a door; `opened` is false when it stayed shut."""

    entry_id: str
    at: dt.datetime
    platform_user_id: str
    door: str
    opened: bool


@dataclass(frozen=True, slots=True)
class SaltoTokens:
    """Each refresh gives a new refresh token as well, which has to be kept before it is used."""

    access_token: str
    refresh_token: str
    expires_at: dt.datetime


class TokenRefused(GiveUp):
    """Salto takes neither the refresh token nor the account any more: somebody has to give Foyer another."""


class TokenKeeper(Protocol):
    """Where a client finds its access token."""

    def current(self) -> str:
        """Raises Retry, or GiveUp when Salto does not take the account."""

    def forget(self) -> None:
        """The next call asks anew."""


class SaltoDoor(Protocol):
    """Salto's identity server."""

    def refreshed(self, refresh_token: str) -> SaltoTokens:
        """Raises Retry, TokenRefused, or GiveUp when Salto does not know Foyer itself."""


class NoSeat(GiveUp):
    """Salto made the user without a seat: it says so nowhere but in the state of the subscription. `user` is there and opens nothing."""

    def __init__(self, reason: str, user: DoorUser) -> None:
        super().__init__(reason)
        self.user = user


class ForeignGroup(GiveUp):
    """A group without Foyer's prefix, which is never touched (A2)."""


class Taken(GiveUp):
    """Somebody else has it: a fob has one holder."""


class Doors(Protocol):
    """One site. Each method raises Retry, GiveUp, or (when it writes) Unknown; every write may be repeated after a look."""

    def health(self) -> str:
        """The name of the site: the token is good, and the site is there."""

    def users(self) -> list[DoorUser]:
        """Everybody of the site, whoever made them."""

    def user(self, site_user_id: str) -> DoorUser | None: ...

    def find_user(self, alias: str) -> DoorUser | None:
        """By the alias, which Foyer gives to its own and nobody else."""

    def create_user(self, *, first_name: str, last_name: str, email: str, alias: str, tag_id: str = "") -> DoorUser:
        """Salto sends the person an invitation. Raises NoSeat. For a minute neither `user` nor `find_user` may know of them."""

    def suspend(self, site_user_id: str) -> None: ...

    def resume(self, site_user_id: str) -> DoorUser:
        """Raises NoSeat when there is none left."""

    def remove(self, site_user_id: str) -> None:
        """Frees the seat. Somebody who is gone already is no failure."""

    def groups(self) -> dict[str, str]:
        """Foyer's own groups: name without the prefix -> id."""

    def known_groups(self) -> dict[str, str]:
        """The same, as far as it was asked within the last minute."""

    def create_group(self, name: str) -> str: ...

    def members(self, group_id: str) -> set[str]:
        """Platform ids."""

    def set_groups(self, platform_user_id: str, *, add: Iterable[str], remove: Iterable[str]) -> None:
        """By group ids of `groups()`. Raises Retry while Salto has not yet heard of a new user everywhere."""

    def locks(self) -> list[Lock]:
        """Every door of the site."""

    def group_locks(self, group_id: str) -> set[str]:
        """Ids of the doors that a group opens."""

    def set_group_locks(self, group_id: str, *, add: Iterable[str], remove: Iterable[str]) -> None:
        """By group ids of `groups()`; all at once."""

    def tags(self) -> list[Tag]:
        """Every fob of the site."""

    def give_tag(self, site_user_id: str, tag_id: str | None) -> None:
        """None takes away whatever fob the person has. Raises Taken."""

    def entries(self, since: dt.datetime) -> Iterator[Entry]:
        """Who stood at a door from that instant on, newest first."""


__all__ = [
    "DoorUser",
    "Doors",
    "Entry",
    "ForeignGroup",
    "Lock",
    "NoSeat",
    "SaltoDoor",
    "SaltoTokens",
    "Tag",
    "Taken",
    "TokenKeeper",
    "TokenRefused",
]
