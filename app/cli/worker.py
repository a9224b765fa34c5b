"""worker: the processes that run background jobs."""

from __future__ import annotations

import argparse

from app.cli.servers import servers
from config import Settings


def main(argv: list[str], settings: Settings) -> int:
    argparse.ArgumentParser("run.py worker", description=__doc__).parse_args(argv)
    from app import create_app, metrics
    from jobs import pool

    with servers(settings, "the job workers") as running:
        metrics.begin(running, "worker")
        return pool.main(create_app(running, web=False))
