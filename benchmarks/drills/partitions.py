"""Three machines book and pay while they, the database that leads and its spare hear each other one way, not at all, or only in part: one order explains it all."""

from __future__ import annotations

import dataclasses
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask

from app import create_app
from app.cli.say import say
from app.core.entity import db
from benchmarks.cluster.network import BOTH_WAYS, Program
from benchmarks.cluster.stack import STORES, Stack, stack
from benchmarks.drills import history_hands
from benchmarks.drills.history import PEOPLE, ROOMS, judged
from benchmarks.drills.house import until
from benchmarks.rooms import Place, make_place
from config import HERE, Settings

NAME = "partitions"
TARGETS = {
    "anomalies": "= 0", "wrong_totals": "= 0", "promises_broken": "= 0", "unexpected": "= 0", "partitions": ">= 2", "new_leaders": ">= 1", "never_heard": ">= 1", "not_whole_again": "= 0",
    "planted_found": "= 1",
}  # fmt: skip
OPTIONS = {"partitions": "how many (2; with --long 40)"}
HANDS = ("hand1", "hand2", "hand3")
LEADER, SPARE, A_HAND = "the database that leads", "its spare", "a machine that works"
WAYS: dict[str, tuple[str, ...]] = {"is cut off": BOTH_WAYS, "hears nobody": ("input",), "is heard by nobody": ("output",)}
# Who, how, from whom alone, and for how many seconds: the lease of the leader is 20.
FIRST = (
    (LEADER, "is cut off", STORES, 30.0),
    (A_HAND, "hears nobody", (), 6.0),
    (A_HAND, "is cut off", (), 6.0),
    (LEADER, "is heard by nobody", (), 30.0),
    (SPARE, "hears nobody", (), 12.0),
    (LEADER, "hears nobody", STORES, 30.0),
)
WHOLE_AGAIN = 90.0  # seconds
Partition = tuple[str, str, Sequence[str], float]


def play(settings: Settings, long: bool, *, partitions: str = "") -> dict[str, Any]:
    began, count = time.monotonic(), int(partitions or (40 if long else 2))
    figures = _played(settings, _drawn(count))
    with_bug = _played(settings, FIRST[:1], doubled=False)  # a yes that waits for nobody is lost with the machine that gave it
    return figures | {
        "planted_anomalies": with_bug["anomalies"] + with_bug["wrong_totals"],
        "planted_found": int(with_bug["anomalies"] + with_bug["wrong_totals"] > 0),
        "seconds": round(time.monotonic() - began, 1),
    }


def _drawn(count: int) -> list[Partition]:
    """Those above, then others by chance, the same each time."""
    chance = random.Random(13)
    more = [
        (who, chance.choice(list(WAYS)), chance.choice(((), STORES)) if who is not A_HAND else (), seconds)
        for who, seconds in chance.choices(((LEADER, 30.0), (SPARE, 15.0), (A_HAND, 6.0)), k=count)
    ]
    return [*FIRST, *more][:count]


def _played(settings: Settings, partitions: Sequence[Partition], *, doubled: bool = True) -> dict[str, int]:
    with tempfile.TemporaryDirectory(prefix="foyer-partitions-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        with stack(settings, folder, doubled=doubled) as house:
            house.start_stores()
            house.command("migrate")
            until(house.has_spare, WHOLE_AGAIN, pause=0.3)
            with _at(house):
                place = _place()
            heard = folder / "heard"
            heard.mkdir()
            hands = _hands(house, place, heard)
            figures = {"partitions": len(partitions), "new_leaders": 0, "not_whole_again": 0}
            for number, each in enumerate(partitions):
                led = house.leader.name
                figures["not_whole_again"] += not _parted(house, each, heard, random.Random(number))
                figures["new_leaders"] += house.leader.name != led
            (folder / "over").touch()
            for hand in hands:
                hand.wait(120)
            with _at(house):
                return figures | judged(heard)


def _place() -> Place:
    place = make_place(ROOMS, PEOPLE)
    for wallet in place.wallets:
        history_hands.fill(wallet)
    return place


def _hands(house: Stack, place: Place, heard: Path) -> list[subprocess.Popen[bytes]]:
    """A process on each of three machines that have nothing but their way to the database."""
    over = heard.parent / "over"
    over.with_name("place.json").write_text(json.dumps(dataclasses.asdict(place) | {"monday": place.monday.isoformat()}))
    found = []
    for number, name in enumerate(HANDS, start=50):
        machine = house.net.add(name, number, lambda name=name: [house.way_in(house.machines[name])])  # type: ignore[misc]
        machine.start()
        log = heard / f"{name}.jsonl"
        log.touch()
        argv = [sys.executable, "-m", "benchmarks.drills.partition_hand", str(log), str(number), str(over)]
        found.append(machine.run(Program("hand", argv, house.environment(machine) | {"PYTHONPATH": str(HERE)})))
    until(lambda: all(log.stat().st_size for log in heard.iterdir()), 60)
    return found


def _parted(house: Stack, partition: Partition, heard: Path, chance: random.Random) -> bool:
    """For so long; then, is there a spare again, and does every hand go on?"""
    who, way, others, seconds = partition
    machine = house.machines[_named(house, who, chance)]
    from_whom = [house.machines[name] for name in others if name != machine.name]
    began = time.monotonic()
    machine.fence(WAYS[way], from_whom)
    time.sleep(seconds)
    machine.unfence()
    try:
        until(house.has_spare, WHOLE_AGAIN, pause=0.3)
        before = {log: log.stat().st_size for log in heard.iterdir()}
        until(lambda: all(log.stat().st_size > before[log] + 4 * history_hands.WIDTH for log in before), WHOLE_AGAIN)
    except TimeoutError:
        say(f"  {who} ({machine.name}) {way}: not whole again after {WHOLE_AGAIN:g} s")
        return False
    say(
        f"  {who} ({machine.name}) {way}{' of the stores' if others else ''}: whole again {time.monotonic() - began - seconds:.0f} s after {seconds:g} s"
    )
    return True


def _named(house: Stack, who: str, chance: random.Random) -> str:
    leader = house.leader.name
    return (
        chance.choice(HANDS)
        if who is A_HAND
        else leader
        if who is LEADER
        else next(each.name for each in house.databases if each.name != leader)
    )


@contextmanager
def _at(house: Stack) -> Iterator[Flask]:
    """An application of ours, at the database that leads now."""
    app = create_app(house.settings, web=False)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
