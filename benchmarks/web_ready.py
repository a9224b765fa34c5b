"""The start of a web process once its modules are loaded, and that it leaves permissions to `run.py migrate`."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any

import app.web
import views
from app import create_app
from benchmarks.counted import statements
from benchmarks.fresh import in_fresh_process, seconds
from config import Settings

NAME = "web_ready"
TARGETS = {"seconds": "< 1", "permission_queries": "0", "writes": "0"}
PERMISSIONS = ("ab_permission", "ab_view_menu", "ab_role")


def measure(settings: Settings, long: bool) -> dict[str, Any]:
    """The best of three processes, of eight with `long`, after another one has written permissions."""
    synced, _ = in_fresh_process(ready, settings, True)
    starts = [in_fresh_process(ready, settings, False) for _ in range(8 if long else 3)]
    sent = starts[0][1]
    return {
        "seconds": round(min(taken for taken, _ in starts), 2),
        "queries": len(sent),
        "permission_queries": sum(any(table in statement for table in PERMISSIONS) for statement in sent),
        "writes": sum(statement.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")) for statement in sent),
        "with_permissions_seconds": round(synced, 2),
    }


def holds(figures: dict[str, Any]) -> bool:
    return bool(figures["seconds"] < 1 and not figures["permission_queries"] and not figures["writes"])


def ready(settings: Settings, sync: bool) -> tuple[float, list[str]]:
    """Seconds until the application can answer, and the SQL that it sent for that."""
    for package in (app.web, views):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    with statements() as sent:
        return seconds(lambda: create_app(settings, sync=sync)), sent
