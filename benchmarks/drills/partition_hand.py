"""One hand of the drill of partitions, a process on a machine of its own: `python -m benchmarks.drills.partition_hand LOG SEED OVER`; `place.json` beside OVER says what it works on."""

from __future__ import annotations

import datetime as dt
import json
import sys
import time
from pathlib import Path

from app import create_app
from benchmarks.drills.history_hands import Hand, Stage
from benchmarks.rooms import Place
from config import Settings
from jobs.context import inside, settle_in

PAUSE = 0.1  # seconds between two steps: histories have to stay short enough to be judged


def main(log: Path, seed: int, over: Path) -> int:
    settings = Settings.load()
    settle_in(create_app(settings, web=False))
    told = json.loads(over.with_name("place.json").read_text())
    place = Place(**told | {"monday": dt.datetime.fromisoformat(told["monday"])})
    with inside():
        hand = Hand(Stage(settings.database_url, place), log, seed)
        while not over.exists():
            hand.step()
            time.sleep(PAUSE)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])))
