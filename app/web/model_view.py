"""FoyerModelView: the base of every list-show-add-edit screen of ours."""

from __future__ import annotations

from typing import Any

from flask_appbuilder import ModelView
from flask_appbuilder.actions import action

from app.web.fence import Fence
from app.web.interface import ScopedInterface

HOOKS = ("post_add", "post_update", "post_delete", "pre_add", "pre_update", "pre_delete")


class FoyerModelView(Fence, ModelView):  # type: ignore[misc]
    """Screens name their columns; verbs with rules override create(form), change(row, form) and remove(row) to call an action."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        own = [name for name in HOOKS if name in vars(cls)]
        if own:
            raise TypeError(f"{cls.__name__}: {', '.join(own)} would run outside the transaction; override create, change or remove")
        data = vars(cls).get("datamodel")
        if data is not None and not isinstance(data, ScopedInterface):
            raise TypeError(f"{cls.__name__}: datamodel must be a ScopedInterface")


__all__ = ["FoyerModelView", "ScopedInterface", "action"]
