"""LateSchemas: the schemas of a resource are made when somebody asks for one, not all of them at every start."""

from __future__ import annotations

import threading
from typing import Any

MAKING = threading.RLock()  # the maker itself reads and sets what it makes


class LateSchema:
    """One of FAB's `*_model_schema`; the first reading makes all four."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, api: Any, owner: type | None = None) -> Any:
        if api is None:
            return None
        if not api.made:
            with MAKING:
                api.make_schemas()
        return api.schemas.get(self.name)

    def __set__(self, api: Any, schema: Any) -> None:
        api.schemas[self.name] = schema


class LateSchemas:
    """Mixed in before ModelRestApi. A third of a web process's start went into schemas that most processes never use."""

    list_model_schema = LateSchema()
    add_model_schema = LateSchema()
    edit_model_schema = LateSchema()
    show_model_schema = LateSchema()

    def __init__(self) -> None:
        self.schemas: dict[str, Any] = {}
        self.made = self.making = False
        super().__init__()

    def __dir__(self) -> list[str]:
        """FAB reads every attribute that it finds here in search of routes."""
        return [name for name in super().__dir__() if not name.endswith("_model_schema")]

    def _init_model_schemas(self) -> None:
        """What FAB calls at the start."""

    def make_schemas(self) -> None:
        """Fill all four, once; other threads wait. Asked again while it is at work, it leaves what there is as it is."""
        if self.made or self.making:
            return
        self.making = True
        try:
            self.fill_schemas()
            self.made = True
        finally:
            self.making = False

    def fill_schemas(self) -> None:
        """FAB's own; override to change what it made."""
        super()._init_model_schemas()  # type: ignore[misc]
