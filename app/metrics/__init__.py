"""Figures for Prometheus: what each process counts. Nothing of it is loaded, and nothing counted, unless FOYER_METRICS_PORT is set.

The processes of one role count into files of one folder, which a process beside them reads and serves (`serve.py`).
No label names a person, an address or a record: a request is counted under the rule of its route, never under its path.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from flask import Flask, Response, g, request

from config import Settings, tell_library

if TYPE_CHECKING:
    from app.metrics.meters import Meters

ROLES = {"web": 0, "worker": 1, "scheduler": 2}  # on one machine each has a port of its own: that of the setting and those after it
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
NO_ROUTE = "(none)"
_meters: list[Meters] = []


def begin(settings: Settings, role: str) -> None:
    """To be called before the application is made, by whoever forks the processes of that role. Earlier figures are forgotten, as counters are at a start."""
    if not settings.metrics_port:
        return
    folder = settings.var / "metrics" / role
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob("*.db"):
        left.unlink()
    tell_library("PROMETHEUS_MULTIPROC_DIR", str(folder))
    from app.metrics.meters import Meters

    _meters[:] = [Meters()]


def watch(app: Flask) -> None:
    """Count the requests of this application, when anybody wants to know."""
    if not _meters:
        return
    meters = _meters[0]

    def start() -> None:
        g.asked_at = time.perf_counter()

    def count(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule is not None else NO_ROUTE
        method = request.method if request.method in METHODS else "other"  # anybody may send a word of his own
        meters.request(method, route, response.status_code, time.perf_counter() - g.get("asked_at", time.perf_counter()))
        return response

    app.before_request(start)
    app.after_request(count)


def job(name: str, outcome: str, seconds: float) -> None:
    """One attempt of a job has come to an end: done, later, parked or waits."""
    if _meters:
        _meters[0].job(name, outcome, seconds)
