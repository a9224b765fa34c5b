"""`run.py sandbox`: the vendors on this machine, until Ctrl-C or SIGTERM."""

from __future__ import annotations

import argparse
import signal
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.sandbox.house import Sandbox
from app.sandbox.xero.limits import Limits

REAL = Limits()


def main(argv: Sequence[str], settings: Any) -> int:
    """Serve on the ports of the settings; the rate limits are Xero's own unless told."""
    options = argparse.ArgumentParser(prog="run.py sandbox", description=__doc__)
    options.add_argument("--minute", type=int, default=REAL.minute, help="calls a minute that Xero allows")
    options.add_argument("--day", type=int, default=REAL.day, help="calls a day that Xero allows")
    options.add_argument("--concurrent", type=int, default=REAL.concurrent, help="calls at once that Xero allows")
    chosen = options.parse_args(argv)
    return serve(
        Path(settings.var) / "sandbox",
        http_port=settings.sandbox_port,
        smtp_port=settings.sandbox_smtp_port,
        limits=Limits(chosen.minute, chosen.day, chosen.concurrent),
    )


def serve(folder: Path, *, http_port: int, smtp_port: int, limits: Limits) -> int:
    """Serve until a signal comes. Returns the exit status."""
    done = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda number, frame: done.set())
    sandbox = Sandbox(folder, http_port=http_port, smtp_port=smtp_port)
    limits.keep(sandbox.store)
    sandbox.start()
    print(f"Sandbox: {sandbox.url} (Xero, mailbox), mail on port {sandbox.smtp_port}", flush=True)
    done.wait()
    sandbox.stop()
    return 0
