"""PaperCut: print accounts and their credit, as far as Foyer keeps them (contracts.md section 3, rules A1, A2, I10)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from app.integrations.errors import GiveUp


class NoSuchAccount(GiveUp):
    """PaperCut knows nobody of this username (fault 262)."""


class AccountExists(GiveUp):
    """Somebody has this username already: whether it is the same person is for the caller to find out."""


class EmailTaken(GiveUp):
    """Another account has this e-mail address (fault 268)."""


class AliasTaken(GiveUp):
    """Another account has this name as its alias (fault 267)."""


class AmountRefused(GiveUp):
    """PaperCut does not take this amount (fault 275)."""


class PasswordElsewhere(GiveUp):
    """The account comes from a directory, which keeps its password (fault 270)."""


@dataclass(frozen=True)
class PrintAccount:
    """`is_internal`: made in PaperCut itself, as Foyer's are, and not read from a company's directory."""

    username: str
    full_name: str
    email: str
    is_disabled: bool
    is_internal: bool


class Printing(Protocol):
    """The print server. Each method raises Retry, GiveUp, or (when it writes) Unknown; every write but `adjust` and `spend_if_available` may be repeated.

    Those two are known to PaperCut by nothing but their comment, and no call reads comments: after Unknown compare `balance`
    with what it was before. Credit that is in doubt is for a person to settle.
    """

    def account(self, username: str) -> PrintAccount | None: ...

    def create_account(self, username: str, *, full_name: str, email: str, password: str) -> None:
        """Raises AccountExists, EmailTaken or AliasTaken beside the usual three."""

    def change_account(self, username: str, *, full_name: str, email: str) -> None:
        """Raises NoSuchAccount or EmailTaken beside the usual three."""

    def set_password(self, username: str, *, password: str) -> None:
        """Raises PasswordElsewhere beside the usual three."""

    def disable(self, username: str) -> None:
        """Nothing more is printed; the credit stays."""

    def enable(self, username: str) -> None: ...

    def delete(self, username: str) -> None:
        """The account, its credit, and the person's name in old print jobs. Raises NoSuchAccount when it is gone already."""

    def balance(self, username: str) -> int:
        """Credit in cents, negative when overdrawn; pages can cost fractions of a cent, which are rounded here."""

    def adjust(self, username: str, *, cents: int, reference: str) -> None:
        """Add to the credit, or take from it, however little there is. `reference` is unique and becomes the comment."""

    def spend_if_available(self, username: str, *, cents: int, reference: str) -> bool:
        """Take so many cents (more than 0) if the credit allows; False means that nothing was taken."""

    def accounts(self) -> list[str]:
        """Every username. One that comes or goes meanwhile may be missed: ask for `account` before acting on an absence."""

    def username_of(self, email: str) -> str | None:
        """Whose e-mail address this is."""

    def add_to_group(self, username: str, group: str) -> None:
        """The group has to exist in PaperCut."""

    def health(self) -> None:
        """One harmless call with the token; it returns when PaperCut is reached and the token is good."""


__all__ = ["AccountExists", "AliasTaken", "AmountRefused", "EmailTaken", "NoSuchAccount", "PrintAccount", "Printing"]
