"""Tell a person the password of one of their own accounts, after they have said who they are once more (A4)."""

from __future__ import annotations

from dataclasses import dataclass

from app.access.actor import Actor
from app.access.kept_passwords import opened
from app.actions.access.own_account import note_password, own_account
from app.actions.accounts.right_password import right_password
from app.rules.access import System
from app.work import transaction


@dataclass(frozen=True, slots=True)
class Shown:
    username: str
    password: str


def show_password(system: System, *, present_password: str, by: Actor) -> Shown:
    """Raises as `right_password` and `own_account` do."""
    right_password(by.id, present_password, by=by)
    with transaction(by=by) as work:
        row = own_account(work, system)
        note_password(work, row, "show password")
        return Shown(row.username, opened(row.sealed_password or b""))
