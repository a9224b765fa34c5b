"""A process beside the measuring one."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

from app.cli.servers.child import dies_with_us


def forked(work: Callable[[], int]) -> int:
    """A child with no application in it yet, unlike jobs.child.fork."""
    ends = dies_with_us(signal.SIGTERM)
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            if ends is not None:
                ends()
            os.dup2(2, 1)  # standard output belongs to the figures
            code = work()
        except SystemExit as end:  # how processes of gunicorn end
            code = end.code if isinstance(end.code, int) else 0
        finally:
            os._exit(code)
    return pid
