"""Two transactions that meet: one in a thread and a session of its own, while that of the test is open."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any

from flask import Flask

from app.access.actor import SYSTEM
from app.core.entity import db
from app.work import transaction

BESIDE = 1  # seconds that the second has for coming to the lock: a third of what it waits for one


def elsewhere(app: Flask, act: Callable[[], Any]) -> Any:
    """In a session of its own."""
    with app.app_context():
        try:
            return act()
        finally:
            db.session.remove()


def meeting(app: Flask, first: Callable[[], Any], second: Callable[[], Any]) -> Future[Any]:
    """`second` begins once `first` has acted and is not committed; what came of it, when both have ended. No session may hold anything before."""
    with ThreadPoolExecutor(1) as other:
        with transaction(by=SYSTEM):
            first()
            acting = other.submit(elsewhere, app, second)
            wait([acting], timeout=BESIDE)
        wait([acting])
    return acting
