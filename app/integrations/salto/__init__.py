"""Salto KS: who may open which doors, as far as Foyer keeps it (contracts.md section 4, rules A1, A2)."""

from __future__ import annotations

from collections.abc import Iterable
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


class NoSeat(GiveUp):
    """Salto made the user without a seat: it says so nowhere but in the state of the subscription. `user` is there and opens nothing."""

    def __init__(self, reason: str, user: DoorUser) -> None:
        super().__init__(reason)
        self.user = user


class ForeignGroup(GiveUp):
    """A group without Foyer's prefix, which is never touched (A2)."""


class Doors(Protocol):
    """One site. Each method raises Retry, GiveUp, or (when it writes) Unknown; every write may be repeated after a look."""

    def health(self) -> str:
        """The name of the site: the token is good, and the site is there."""

    def users(self) -> list[DoorUser]:
        """Everybody of the site, whoever made them."""

    def user(self, site_user_id: str) -> DoorUser | None: ...

    def find_user(self, alias: str) -> DoorUser | None:
        """By the alias, which Foyer gives to its own and nobody else."""

    def create_user(self, *, first_name: str, last_name: str, email: str, alias: str) -> DoorUser:
        """Salto sends the person an invitation. Raises NoSeat."""

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


__all__ = ["DoorUser", "Doors", "ForeignGroup", "NoSeat"]
