"""Resources with nothing of their own: named by their model, read or written like all others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.web.api import FoyerApi
from app.web.interface import ScopedInterface
from app.web.words import noun_of
from views.api.writable import WritableApi


def readable(model: Any, **own: Any) -> type[FoyerApi]:
    """A resource that is only read; `own` are its class attributes."""
    return _resource(FoyerApi, model, own)


def writable(
    model: Any, create: Callable[..., Any], change: Callable[..., Any], remove: Callable[..., Any], **own: Any
) -> type[WritableApi]:
    """A resource that is written by these actions of its noun."""
    return _resource(WritableApi, model, {"create_with": create, "change_with": change, "remove_with": remove, **own})


def _resource(base: type[Any], model: Any, own: dict[str, Any]) -> type[Any]:
    named = {"__module__": __name__, "resource_name": noun_of(model.__name__), "datamodel": ScopedInterface(model)}
    return type(f"{model.__name__}Api", (base,), named | own)
