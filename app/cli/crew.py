"""The processes of a running Foyer beside its servers: started together, started again when they die, stopped in order."""

from __future__ import annotations

import signal
import socket
import sys
import time
from collections.abc import Collection
from dataclasses import dataclass, field

from app.cli import available
from app.cli.freeradius.program import usable
from app.cli.say import CannotStart, say
from app.cli.servers.child import Process, end, last_words, spawn
from config import HERE, Mode, Settings

ORDER = ("sandbox", "radius", "web", "worker", "scheduler")
FIRST = ("sandbox", "web", "worker")  # who has to answer before Foyer is up; the others start behind them, out of their way
OPTIONAL = ("radius",)  # the house works without: what is wrong with it is said, and it is tried again
GRACE = {"sandbox": 5.0, "radius": 10.0, "web": 30.0, "worker": 60.0, "scheduler": 10.0}  # seconds to finish what they are at
LONGEST_PAUSE, STEADY = 30.0, 60.0
HOPELESS = 4


@dataclass
class Member:
    """One process and its history."""

    name: str
    process: Process
    born: float = field(default_factory=time.monotonic)
    deaths: int = 0
    again_at: float | None = None

    def pause(self) -> float:
        """Seconds before the next try: none after a first death, then longer and longer."""
        return 0.0 if self.deaths < 2 else min(LONGEST_PAUSE, 0.25 * 2**self.deaths)


def wanted(name: str, settings: Settings) -> bool:
    """The stand-ins are for everybody but production, FreeRADIUS for whoever has it."""
    if name == "radius":
        return settings.radius and usable()
    return name != "sandbox" or settings.mode is not Mode.PRODUCTION


class Crew:
    """Who works for this Foyer. `door` is the web's listening socket: it stays open while the web starts again."""

    def __init__(self, settings: Settings, door: socket.socket) -> None:
        self.settings, self.door = settings, door
        self.members: dict[str, Member] = {}

    def start(self, names: Collection[str] = ORDER) -> None:
        """Those of `names` who are wanted here and do not work yet."""
        for name in ORDER:
            if name in names and name not in self.members and name in available() and wanted(name, self.settings):
                self.members[name] = Member(name, self._spawned(name))

    def look_after(self, *, steady: bool = True) -> None:
        """Start again who died. Before Foyer is up for the first time, one that keeps dying ends the start in words."""
        now = time.monotonic()
        for member in self.members.values():
            if member.again_at is None and member.process.poll() is not None:
                self._mourn(member, now, steady=steady)
            if member.again_at is not None and now >= member.again_at:
                member.process, member.born, member.again_at = self._spawned(member.name), now, None

    def stop(self) -> None:
        """The clock first, then the jobs, which finish their present step, then the screens."""
        for name in reversed(ORDER):
            if member := self.members.pop(name, None):
                end(member.process, signal.SIGTERM, GRACE[name])

    def _mourn(self, member: Member, now: float, *, steady: bool) -> None:
        member.deaths = 1 if now - member.born > STEADY else member.deaths + 1
        member.again_at = now + member.pause()
        words = last_words(self.settings.var, member.name)
        if not steady and member.deaths >= HOPELESS and member.name not in OPTIONAL:
            raise CannotStart(f"The {member.name} does not start. Its last words, from {self.settings.var}/log/{member.name}.log:\n{words}")
        say(
            f"  {member.name} ended (code {member.process.returncode}); starting it again{f' in {member.pause():.0f} s' if member.pause() else ''}"
        )
        if member.name in OPTIONAL and member.deaths == 2:  # once, and not each time
            say(f"  its last words, from {self.settings.var}/log/{member.name}.log:\n{words}")

    def _spawned(self, name: str) -> Process:
        door = self.door.fileno()
        return spawn(
            name,
            [sys.executable, str(HERE / "run.py"), name, *(["--door", str(door)] if name == "web" else [])],
            var=self.settings.var,
            env=self.settings.environ(),
            cwd=str(HERE),
            keep=(door,) if name == "web" else (),
        )
