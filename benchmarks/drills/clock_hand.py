"""One node of the clock drill, a process of its own: `python -m benchmarks.drills.clock_hand FOLDER [jumps] [alone]`.

Under libfaketime the whole process lives at another hour and needs no word of it; without, "jumps" moves what Foyer takes for the clock of the machine, as a file says.
"alone" is the fault that the drill plants: the node never asks the database what time it is.
"""

from __future__ import annotations

import os
import select
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from app import create_app
from app.core import clock
from app.core.entity import db
from app.core.errors import FoyerError
from benchmarks.drills import hands
from benchmarks.drills.planting import does_nothing
from config import Settings
from jobs import pool, runner, wallets
from jobs.context import inside, settle_in

PAUSE = 0.05
LEFT_ALONE = "jobs.drill.nothing"  # the row that the drill itself holds


def main(folder: Path) -> int:
    """Until a file says that it is over: settle what is due, and do the jobs that wait."""
    if "alone" in sys.argv:
        setattr(clock, "agree", does_nothing)  # noqa: B010 - so that its time is the machine's
    if "jumps" in sys.argv:
        _jump_by(folder / "jump", clock.machine)
    setattr(time, "sleep", lambda seconds: select.select([], [], [], seconds))  # noqa: B010 - libfaketime 0.9.10 refuses the call that Python sleeps by
    settle_in(create_app(Settings.load(), web=False))
    pool.preload()
    (folder / f"up-{os.getpid()}").touch()
    while not (folder / "over").exists():
        _once()
        time.sleep(PAUSE)
    return 0


def _jump_by(told: Path, machine: Callable[[], datetime]) -> None:
    setattr(clock, "machine", lambda: machine() + timedelta(seconds=int(told.read_text() or 0)))  # noqa: B010


def _once() -> None:
    with inside():
        try:
            wallets.settle()
        except FoyerError:  # the other node is at it
            db.session.rollback()
        with db.engine.connect() as connection:
            waiting = [int(row_id) for (row_id,) in connection.execute(db.text(hands.OPEN))]
        for message_id in waiting:
            runner.run(message_id)
        db.session.remove()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
