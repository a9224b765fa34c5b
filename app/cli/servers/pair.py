"""PostgreSQL and Valkey of one var folder, as far as no outside URL replaces them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.cli.say import say
from app.cli.servers import postgres, survivors, valkey
from app.cli.servers.child import Process, end
from config import Settings

OURS = {"postgres": (postgres, "database_url"), "valkey": (valkey, "redis_url")}


def clear_up(var: Path) -> None:
    """Stop what an earlier life left running, and say so. Only for whoever holds the folder's lock."""
    for name in survivors.clear(var):
        say(f"  stopped {name}, left over from a Foyer that was killed")


class Pair:
    """Started in order, stopped in reverse order. Only for whoever holds the folder's lock."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.processes: dict[str, Process] = {}
        self._wanted = [name for name, (_, url) in OURS.items() if not getattr(settings, url)]

    def __enter__(self) -> Pair:
        clear_up(self.settings.var)
        try:
            self.revive()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def dead(self) -> list[str]:
        """Ours that ended without being asked."""
        return [name for name, process in self.processes.items() if process.poll() is not None]

    def revive(self) -> bool:
        """Start what does not run; True when an address is no longer what it was."""
        before = self.settings
        for name in self._wanted:
            if name not in self.processes or self.processes[name].poll() is not None:
                module, url = OURS[name]
                self.processes[name], address = module.start(self.settings)
                places: dict[str, Any] = {url: address}
                self.settings = self.settings.moved(**places)
        return self.settings != before

    def stop(self) -> None:
        for name, process in reversed(self.processes.items()):
            end(process, OURS[name][0].STOP)
        self.processes.clear()
