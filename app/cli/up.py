"""up: everything that Foyer is, in one terminal; Ctrl-C ends all of it."""

from __future__ import annotations

import argparse
import signal
import time
from typing import IO, NoReturn

from app.cli import ready
from app.cli.crew import FIRST, Crew
from app.cli.places import placed
from app.cli.prepare import prepare
from app.cli.say import CannotStart, say
from app.cli.servers import PATIENCE, lease, ports
from app.cli.servers.pair import Pair, clear_up
from app.cli.welcome import welcome
from config import Settings

PURPOSE = "Foyer"
START_LIMIT = 90  # seconds until every process has to answer


def main(argv: list[str], settings: Settings) -> int:
    parser = argparse.ArgumentParser("run.py", description=__doc__)
    parser.add_argument("--empty", action="store_true", help="a real installation: no demo network, one administrator")
    empty = parser.parse_args(argv).empty
    lock = claimed(settings)
    if lock is None:
        return 1
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop_once)
    try:
        with lock:
            run(settings, empty=empty)
    except KeyboardInterrupt:
        say("Stopped.")
    return 0


def run(settings: Settings, *, empty: bool) -> NoReturn:
    """Until somebody stops us; what was started is stopped on every way out, in reverse order."""
    began = time.monotonic()
    say("Starting Foyer")
    clear_up(settings.var)  # before anybody looks whether a port is free
    settings = placed(settings)
    with ports.door(settings.host, settings.port) as door, Pair(settings) as pair:
        prepare(pair.settings, empty=empty)
        crew = Crew(pair.settings, door)
        try:
            crew.start(FIRST)
            until_ready(crew, pair.settings)
            crew.start()
            lease.publish(pair.settings)
            welcome(pair.settings, seconds=time.monotonic() - began)
            while True:
                time.sleep(0.2)
                watch(crew, pair)
        finally:
            say("\nStopping Foyer")
            lease.withdraw(settings.var)
            crew.stop()
            if not lease.wait_for_guests(settings.var, limit=10):
                say("  another command still uses the servers; stopping them all the same")


def until_ready(crew: Crew, settings: Settings) -> None:
    """Everybody answers, or the start fails in words."""
    end = time.monotonic() + START_LIMIT
    while waiting := [name for name, member in crew.members.items() if not ready.answers(name, member.process.pid, settings)]:
        if time.monotonic() > end:
            raise CannotStart(f"No answer from {', '.join(waiting)} for {START_LIMIT} seconds. See {settings.var}/log")
        crew.look_after(steady=False)
        time.sleep(0.05)


def watch(crew: Crew, pair: Pair) -> None:
    """Start again what died; after a server moved to another port, everybody is told by a fresh start."""
    for name in pair.dead():
        say(f"  {name} ended (code {pair.processes[name].returncode}); starting it again")
    if pair.dead() and pair.revive():
        crew.stop()
        crew.settings = pair.settings
        crew.start()
        lease.publish(pair.settings)
    crew.look_after()


def claimed(settings: Settings) -> IO[str] | None:
    """The lock of the var folder. A command that uses it is waited for; another Foyer is not."""
    end = time.monotonic() + PATIENCE
    told = False
    while (lock := lease.claim(settings.var, PURPOSE)) is None:
        other = lease.holder(settings.var)
        if other.get("purpose") == PURPOSE or time.monotonic() > end:
            places = lease.published(settings.var)
            address = f" at {settings.moved(port=places['port']).public_url}" if places else ""
            say(
                f"{other.get('purpose', PURPOSE)} is already running{address}: pid {other.get('pid')}, folder {settings.var}. For a second one, set FOYER_VAR."
            )
            return None
        if not told:
            say(f"Waiting for {other.get('purpose')} (pid {other.get('pid')}) to finish")
            told = True
        time.sleep(0.1)
    return lock


def stop_once(_number: int, _frame: object) -> None:
    """The first signal unwinds everything in order; more of them change nothing."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt
