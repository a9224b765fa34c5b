"""/metrics, at an address and port of its own that no visitor of the web can reach."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence

import structlog
from flask import Flask
from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.multiprocess import MultiProcessCollector  # type: ignore[attr-defined]

from app.metrics import ROLES
from app.metrics.house import House, Processes
from config import Settings

log = structlog.get_logger("metrics")


def main(app: Flask, role: str, names: Sequence[str]) -> int:
    """A process of its own beside those that it tells of, until SIGTERM."""
    settings: Settings = app.extensions["settings"]
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=str(settings.var / "metrics" / role))
    registry.register(House(app, names))
    registry.register(Processes(os.getppid()))
    _listen(settings, role, registry)
    signal.pause()
    return 0


def beside(settings: Settings, role: str) -> None:
    """In a thread of a process that forks no others."""
    if settings.metrics_port:
        registry = CollectorRegistry()
        registry.register(Processes(os.getpid()))
        _listen(settings, role, registry)


def _listen(settings: Settings, role: str, registry: CollectorRegistry) -> None:
    start_http_server(settings.metrics_port + ROLES[role], settings.metrics_host, registry)
    log.info("metrics", role=role, host=settings.metrics_host, port=settings.metrics_port + ROLES[role])
