"""ByActions: what is created, changed or removed on a screen or by a program goes through an action of its noun, each by its author."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar
from uuid import uuid4

from wtforms import HiddenField

from app.web.actor import current_actor
from app.web.once import form_once
from views.base.said import said


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


class AddedOnce:
    """Mixed in before ByActions, for a noun that keeps no key: a second click of the button makes no second row. Its `add_columns` name "form_key"."""

    add_form_extra_fields: ClassVar = {"form_key": HiddenField(default=lambda: uuid4().hex)}

    def create(self: Any, asked: Any) -> Any:
        return form_once(asked.form_key.data or "", lambda: str(super(AddedOnce, self).create(asked).id))  # type: ignore[misc]
