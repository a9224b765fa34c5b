"""ByActions: what is created, changed or removed on a screen or by a program goes through an action of its noun, each by its author."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.web.actor import current_actor
from views.said import said


class ByActions:
    """Mixed in before FoyerModelView or FoyerApi. Subclasses name their actions."""

    create_with: Callable[..., Any]
    change_with: Callable[..., Any]
    remove_with: Callable[..., Any]

    def given(self, asked: Any) -> dict[str, Any]:
        """What was asked for, by the names that the actions give it."""
        return said(asked)

    def create(self, asked: Any) -> Any:
        return type(self).create_with(**self.given(asked), by=current_actor())

    def change(self, row: Any, asked: Any) -> Any:
        return type(self).change_with(row.id, **self.given(asked), by=current_actor())

    def remove(self, row: Any) -> None:
        type(self).remove_with(row.id, by=current_actor())
