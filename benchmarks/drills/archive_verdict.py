"""What people were told to be done, against what is there after a recovery."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Answer:
    """The write `number` of this writer, which counts from 1 and waits for each; `at` is when the yes came, by `time.monotonic`."""

    writer: int
    number: int
    at: float

    @property
    def key(self) -> str:
        return f"{self.writer}-{self.number}"


def compared(answers: Iterable[Answer], there: Collection[str], killed: float, timeout: float) -> dict[str, Any]:
    """`there` are the keys that are found; `timeout` is archive_timeout in seconds. A hole is a lost write of somebody whose later write is there."""
    of = defaultdict(list)
    for answer in answers:
        of[answer.writer].append(answer)
    lost, holes = [], 0
    for wrote in of.values():
        newest = max((each.number for each in wrote if each.key in there), default=0)
        gone = [each for each in wrote if each.key not in there]
        holes += sum(each.number < newest for each in gone)
        lost += gone
    seconds = max((killed - each.at for each in lost), default=0.0)
    return {
        "lost_writes": len(lost),
        "lost_seconds": round(seconds, 1),
        "lost_timeouts": round(seconds / timeout, 2),
        "holes": holes,
    }
