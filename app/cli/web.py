"""web: the screens and the API, served by gunicorn. Every process is a fork of one that has loaded the application."""

from __future__ import annotations

import argparse
import functools
import gc
import os
import time
from typing import TYPE_CHECKING, Any

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from app import metrics
from app.cli.servers import servers
from config import Settings, in_address

if TYPE_CHECKING:
    from flask import Flask


AGAIN = 10.0  # seconds between two beginnings of the process that serves /metrics: its port may be somebody else's


def main(argv: list[str], settings: Settings) -> int:
    parser = argparse.ArgumentParser("run.py web", description=__doc__)
    parser.add_argument("--door", type=int, help="a listening socket that is already open")
    door = parser.parse_args(argv).door
    with servers(settings, "the web server") as running:
        metrics.begin(running, "web")
        Gunicorn(running, f"{in_address(running.host)}:{running.port}" if door is None else f"fd://{door}").run()
    return 0


class Watchful(Arbiter):  # type: ignore[misc]
    """Gunicorn's parent, which looks after its workers each second, and after the process of the figures with them."""

    def manage_workers(self) -> None:
        super().manage_workers()
        self.app.keep_figures()


class Gunicorn(BaseApplication):
    """Gunicorn, told by our settings instead of a file of its own."""

    def __init__(self, settings: Settings, bind: str) -> None:
        self.settings, self.bind = settings, bind
        self.app: Flask | None = None
        self.figures, self.figures_from = 0, 0.0
        super().__init__()

    def run(self) -> None:
        try:
            Watchful(self).run()
        except RuntimeError as reason:  # such as an application that cannot be loaded
            raise SystemExit(f"Error: {reason}") from reason

    def load_config(self) -> None:
        options: dict[str, Any] = {
            "bind": self.bind,
            "worker_class": "gthread",
            "workers": self.settings.workers,
            "threads": self.settings.threads,
            "preload_app": True,
            "timeout": 60,
            "graceful_timeout": 20,
            "keepalive": 5,
            "loglevel": self.settings.log_level.value,
            "post_fork": self.forked,
            "control_socket_disable": True,
            "forwarded_allow_ips": "",  # the application itself trusts as many proxies as its settings say
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        from app import create_app

        self.app = create_app(self.settings)
        gc.collect()
        gc.freeze()  # a full collection looks through the whole application otherwise: 250 ms in the middle of somebody's request
        return self.app

    def keep_figures(self) -> None:
        """The process that serves /metrics stands beside the workers, and ends with us; one that ended before is begun again."""
        if not self.settings.metrics_port or self.app is None or time.monotonic() < self.figures_from or lives(self.figures):
            return
        from app.metrics import serve
        from jobs.child import fork
        from jobs.context import settle_in
        from jobs.queues import QUEUES

        settle_in(self.app)
        self.figures_from = time.monotonic() + AGAIN
        self.figures = fork("metrics", functools.partial(serve.main, self.app, "web", QUEUES))

    def forked(self, _arbiter: object, _worker: object) -> None:
        """Connections of the parent belong to the parent: forget them without closing them."""
        from app.core.entity import db

        assert self.app is not None
        with self.app.app_context():
            db.engine.dispose(close=False)


def lives(child: int) -> bool:
    """Whether that child of ours has not ended; 0 is none. Gunicorn may have asked before us, and then nobody is told again."""
    try:
        return bool(child) and os.waitpid(child, os.WNOHANG) == (0, 0)
    except ChildProcessError:
        return False
