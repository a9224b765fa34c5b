"""The application that jobs run in. A context is pushed only where there is none: a second one would be a second, blind session."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import flask

_house: list[flask.Flask] = []


def settle_in(house: flask.Flask) -> None:
    """Called once by a process that runs jobs."""
    _house[:] = [house]


@contextmanager
def inside() -> Iterator[flask.Flask]:
    """The application's context for the time of a block."""
    if flask.has_app_context():
        yield flask.current_app._get_current_object()  # type: ignore[attr-defined]
        return
    with _house[0].app_context():
        yield _house[0]
