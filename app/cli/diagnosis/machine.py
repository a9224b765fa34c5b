"""The machine: Python, what PDFs need, folders, ports."""

from __future__ import annotations

import platform
import shutil
import sys
from collections.abc import Iterator

from app.cli.diagnosis import Finding, note, well, wrong
from app.cli.freeradius.program import usable
from app.cli.places import DATAGRAMS, PORTS, by_whom, closed, foreign, kind_of
from app.cli.say import CannotStart
from app.cli.servers import lease
from app.cli.servers.account import barred, server_account
from config import HERE, Settings

SPACE = 500_000_000  # bytes: an empty installation takes 100 MB, and PostgreSQL stops when the disk is full


def examined(settings: Settings) -> Iterator[Finding]:
    yield well("Python", f"{platform.python_version()} in {sys.prefix}")
    yield pdf()
    yield from folders(settings)
    yield from doors(settings)


def pdf() -> Finding:
    try:
        import weasyprint
    except (OSError, ImportError) as reason:
        remedy = "brew install pango" if sys.platform == "darwin" else "sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0"
        return wrong("PDF", f"WeasyPrint does not load: {str(reason).splitlines()[0]}", remedy)
    return well("PDF", f"WeasyPrint {weasyprint.__version__} with Pango")


def folders(settings: Settings) -> Iterator[Finding]:
    """Can we write, can PostgreSQL's account get there, and is there room?"""
    try:
        settings.var.mkdir(parents=True, exist_ok=True)
    except OSError as reason:
        yield wrong("Folder", f"{settings.var} cannot be made: {reason.strerror}", "Set FOYER_VAR to a folder that you may write to.")
        return
    if trouble := lease.unwritable(settings.var):
        yield wrong("Folder", *trouble)
        return
    free = shutil.disk_usage(settings.var).free
    if free < SPACE:
        yield wrong("Folder", f"{settings.var} has {free // 1_000_000} MB left", "Make room, or choose another disk with FOYER_VAR.")
    if settings.database_url:
        yield well("Folder", f"{settings.var}, {free // 1_000_000_000} GB free")
        return
    try:
        account = server_account(settings.var / "postgres")
    except CannotStart as reason:
        yield wrong("Folder", str(reason), "Or set DATABASE_URL.")
        return
    closed = barred(account, settings.var)
    if account is None or closed is None:
        yield well("Folder", f"{settings.var}, {free // 1_000_000_000} GB free, PostgreSQL runs as {account.pw_name if account else 'you'}")
    else:
        yield note(
            "Folder",
            f"{closed} is closed to the account {account.pw_name}, which runs PostgreSQL; its data goes to {settings.shared_folder} instead",
            f"Nothing has to be done. To keep everything in one place, set FOYER_VAR to a folder outside {closed}.",
        )
    if not (HERE / ".venv").exists():
        yield note("Folder", "There is no .venv beside run.py", "Start commands with: python3 run.py")


def doors(settings: Settings) -> Iterator[Finding]:
    """Ports, unless Foyer is up and sits on them itself."""
    if lease.published(settings.var):
        yield well("Ports", f"Foyer is up: {lease.holder(settings.var).get('purpose')}, pid {lease.holder(settings.var).get('pid')}")
        return
    if trouble := foreign(settings.host):
        yield wrong("Ports", *trouble)
    for name, what in PORTS.items():
        port = getattr(settings, name)
        if (trouble and name == "port") or (name in DATAGRAMS and not (settings.radius and usable())):
            continue
        reason = closed(settings, name)
        if reason is None:
            yield well("Ports", f"{port} is free for {what}")
        elif name in settings.given:
            yield wrong("Ports", *reason)
        else:
            yield note(
                "Ports", f"{port} is taken{by_whom(port, kind_of(name))}", f"Nothing has to be done: {what} will take the next free one."
            )
