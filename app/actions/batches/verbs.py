"""A verb by its name: its address below app.actions, as the tree has one file for each."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

from app.core.errors import Missing

HOUSE = "app.actions."
Verb = Callable[..., Any]


def name_of(verb: Verb) -> tuple[str, dict[str, Any]]:
    """ "invoices.charge.begin_charge", and what it is told beside the row. Raises ValueError for what is no action."""
    told: dict[str, Any] = {}
    if isinstance(verb, partial):
        told, verb = dict(verb.keywords), verb.func
    name = f"{verb.__module__}.{verb.__qualname__}"
    if not name.startswith(HOUSE) or "<" in name:
        raise ValueError(f"{name} is no action")
    return name.removeprefix(HOUSE), told


def verb_of(name: str) -> Verb:
    """Raises Missing for a name that is no action any more."""
    module, _dot, function = name.rpartition(".")
    try:
        found: Verb = getattr(import_module(f"{HOUSE}{module}"), function)
    except (ImportError, AttributeError) as gone:
        raise Missing(name) from gone
    return found
