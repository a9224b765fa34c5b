"""scheduler: the clock that wakes the schedules each minute."""

from __future__ import annotations

import argparse

from app.cli.servers import servers
from config import Settings


def main(argv: list[str], settings: Settings) -> int:
    argparse.ArgumentParser("run.py scheduler", description=__doc__).parse_args(argv)
    from app.metrics import serve
    from jobs import clock

    with servers(settings, "the scheduler") as running:
        serve.beside(running, "scheduler")
        return clock.main(running)
