"""The people of the demo network, for the sign-in page: in demo mode, and only those who are there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.core.entity import db
from app.models import FoyerUser, Setting

if TYPE_CHECKING:
    from config import Settings

KEPT_AS = "demo_logins"


@dataclass(frozen=True)
class Login:
    role: str
    username: str
    password: str


def demo_logins(settings: Settings) -> Callable[[], list[Login]]:
    """A question for each sign-in page. The demo's loader leaves its people in the setting `demo_logins`."""

    def ask() -> list[Login]:
        if settings.mode != "demo":
            return []
        kept = db.session.scalar(select(Setting.value).where(Setting.name == KEPT_AS)) or []
        present = set(db.session.scalars(select(FoyerUser.username).where(FoyerUser.username.in_([row[1] for row in kept]))))
        return [Login(*row) for row in kept if row[1] in present]

    return ask
