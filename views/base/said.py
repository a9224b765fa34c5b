"""What a form says, in the words of the actions: `organisation` chosen from a look-up becomes `organisation_id`."""

from __future__ import annotations

from typing import Any

from app.web.interface import ScopedInterface
from app.web.lookup import LookupField

PLUMBING = ("CSRFTokenField", "HiddenField", "SubmitField")


def said(form: Any) -> dict[str, Any]:
    """Every field of the form by the name that an action gives it."""
    found: dict[str, Any] = {}
    for field in form:
        if isinstance(field, LookupField):
            if field.many:
                found[f"{field.name.removesuffix('s')}_ids"] = [row.id for row in field.data]
            else:
                found[f"{field.name}_id"] = field.data.id if field.data is not None else None
        elif field.type not in PLUMBING:
            found[field.name] = field.data
    return found


class Filled(ScopedInterface):
    """Columns that the action fills in when nobody says them, such as a code: a form may leave them empty."""

    by_action: frozenset[str] = frozenset()
    along: tuple[Any, ...] = ()

    def is_nullable(self, col_name: str) -> bool:
        return col_name in self.by_action or super().is_nullable(col_name)

    def apply_all(self, query: Any, *args: Any, **kwargs: Any) -> Any:
        found = super().apply_all(query, *args, **kwargs)
        return found if kwargs.get("select_columns") else found.options(*self.along)


def filled(model: Any, *columns: str, along: tuple[Any, ...] = ()) -> Filled:
    """The interface of a table of which the action fills these columns; `along` is fetched with every page of it."""
    found = Filled(model)
    found.by_action, found.along = frozenset(columns), along
    return found
