"""What a database needs before anybody works with it: tables, roles, and the demo network or a first administrator."""

from __future__ import annotations

import signal
import sys

import psycopg

from app.cli import available, schema
from app.cli.say import CannotStart
from app.cli.servers.child import end, spawn
from config import HERE, Mode, Settings


def prepare(settings: Settings, *, empty: bool = False) -> None:
    """Do what is missing; on a warm start that is nothing, and costs two short questions to the database."""
    outside(settings, "database_url", "redis_url")
    half = settings.var / "demo.loading"
    if half.exists():
        start_over(settings)
        half.unlink()
    if not schema.is_up_to_date(settings):
        done_by("migrate", settings)
    if schema.has_people(settings):
        return
    if empty or settings.mode is not Mode.DEMO:
        done_by("admin", settings)
    elif "demo" in available():
        half.touch()
        done_by("demo", settings)
        half.unlink()


def outside(settings: Settings, *names: str) -> None:
    """Those of the servers that somebody else runs answer and are fit for Foyer; otherwise the command ends at once, in doctor's words."""
    if not settings.given.intersection(names):
        return
    from app.cli.diagnosis import Verdict, stores  # they load the client libraries, which a start with our own servers does not wait for

    looks = {"database_url": stores.database, "redis_url": stores.queue}
    faults = [found for name in names if name in settings.given for found in looks[name](settings) if found.verdict is Verdict.WRONG]
    if faults:
        raise CannotStart("\n".join(f"{fault.fact.rstrip('.')}. {fault.remedy}" for fault in faults))


def start_over(settings: Settings) -> None:
    """The demo network was half loaded when somebody stopped it. In our own database nobody has worked yet: begin again."""
    if "database_url" in settings.given:
        raise CannotStart("The demo network is only half in the database of DATABASE_URL. Empty that database, then start again.")
    with psycopg.connect(settings.database_url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA IF EXISTS radius CASCADE")
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")


def done_by(command: str, settings: Settings) -> None:
    """Run a command in a process of its own, which keeps the application out of the supervisor's memory."""
    child = spawn(
        command,
        [sys.executable, str(HERE / "run.py"), command],
        var=settings.var,
        env=settings.environ(),
        cwd=str(HERE),
        aloud=True,
    )
    try:
        if child.wait():
            raise CannotStart(f"Foyer does not start, because `run.py {command}` did not succeed.")
    finally:
        end(child, signal.SIGTERM)
