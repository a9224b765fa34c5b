"""test: the whole suite, against real servers that the suite starts for itself."""

from __future__ import annotations

import signal
import subprocess
import sys

from app.cli.programs import provide
from app.cli.say import say
from app.cli.servers.child import dies_with_us
from config import HERE, Settings

THREE_AT_A_TIME = [
    "-n",
    "3",
    "--dist",
    "loadscope",
    "--no-loadscope-reorder",
    "--durations",
    "25",
]  # many tests wait for servers; each process starts its own


def main(argv: list[str], settings: Settings) -> int:
    missing = provide(settings)
    for line in missing:
        say(line)
    if missing and settings.test_strict:
        say("With CI or FOYER_TEST_STRICT set, that is a failure.")
        return 1
    return pytest(argv or THREE_AT_A_TIME, settings)


def pytest(argv: list[str], settings: Settings) -> int:
    """Run pytest from the checkout; its own output is ours, its exit status too (5, nothing found, is wrong use)."""
    argv = [sys.executable, "-m", "pytest", *argv]
    code = subprocess.run(argv, cwd=HERE, env=clean(settings), preexec_fn=dies_with_us(signal.SIGTERM)).returncode
    return {0: 0, 4: 2, 5: 2}.get(code, 1)


def clean(settings: Settings) -> dict[str, str]:
    """The tests see no setting of the person's own Foyer, apart from how strict they have to be."""
    kept = {
        name: value
        for name, value in settings.environ().items()
        if not name.startswith("FOYER_") and name not in {"DATABASE_URL", "REDIS_URL"}
    }
    return {**kept, "FOYER_MODE": "test", **({"FOYER_TEST_STRICT": "yes"} if settings.test_strict else {})}
