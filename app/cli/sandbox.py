"""`run.py sandbox`: the vendors on this machine, until Ctrl-C or SIGTERM."""

from __future__ import annotations

import argparse
import signal
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.sandbox.house import TITLES, Sandbox
from app.sandbox.xero.limits import Limits

if TYPE_CHECKING:
    from config import Settings

# a demo that waits for a rate limit shows nothing; Xero's own are a control call or an option away
GENEROUS = Limits(minute=6000, day=1_000_000, concurrent=20)


def main(argv: Sequence[str], settings: Settings) -> int:
    """Serve on the ports of the settings; what was kept by an earlier run is still there."""
    options = argparse.ArgumentParser(prog="run.py sandbox", description=__doc__)
    for name, words in (("minute", "calls a minute"), ("day", "calls a day"), ("concurrent", "calls at once")):
        options.add_argument(f"--{name}", type=int, default=getattr(GENEROUS, name), help=f"{words} that Xero allows (%(default)s)")
    chosen = Limits(**vars(options.parse_args(argv)))
    return serve(settings.var / "sandbox", http_port=settings.sandbox_port, smtp_port=settings.sandbox_smtp_port, limits=chosen)


def serve(folder: Path, *, http_port: int, smtp_port: int, limits: Limits) -> int:
    """Serve until a signal comes. Returns the exit status."""
    done = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda number, frame: done.set())
    sandbox = Sandbox(folder, http_port=http_port, smtp_port=smtp_port)
    limits.keep(sandbox.store)
    sandbox.start()
    print(f"Sandbox: {sandbox.url} ({', '.join(TITLES)}), mail on port {sandbox.smtp_port}", flush=True)
    done.wait()
    sandbox.stop()
    return 0
