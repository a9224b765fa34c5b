"""setup: everything up to the point where `run.py` only has to start it."""

from __future__ import annotations

import argparse

from app.cli.prepare import prepare
from app.cli.say import say
from app.cli.servers import servers
from config import Settings


def main(argv: list[str], settings: Settings) -> int:
    parser = argparse.ArgumentParser("run.py setup", description=__doc__)
    parser.add_argument("--empty", action="store_true", help="a real installation: no demo network, one administrator")
    empty = parser.parse_args(argv).empty
    with servers(settings, "setup") as running:
        prepare(running, empty=empty)
    say("Everything is set up. Start it with: python3 run.py")
    return 0
