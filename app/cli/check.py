"""check: what a machine can say about the code without the slow tests. The same in CI, where the whole suite follows."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from app.cli import translations
from app.cli.say import say
from app.cli.suite import clean
from config import HERE, Settings

FAST = "not slow and not browser and not drill"
CHECKS = {
    "ruff": ["ruff", "check", "."],
    "format": ["ruff", "format", "--check", "--quiet", "."],
    "mypy": ["mypy"],
    "import-linter": ["lint-imports", "--no-logo"],
    "house rules and fast tests": ["pytest", "-q", "-m", FAST, "--no-header"],
}


def main(argv: list[str], settings: Settings) -> int:
    wanted = [name for name in CHECKS if not argv or name in argv]
    failed = [name for name in wanted if not passes(name, settings)]
    if not argv:
        failed += ["translations"] if translations.main([], settings) else []
    say(f"\n{len(failed)} of {len(wanted) + (not argv)} checks failed: {', '.join(failed)}" if failed else "\nAll checks passed.")
    return 1 if failed else 0


def passes(name: str, settings: Settings) -> bool:
    program, *rest = CHECKS[name]
    began = time.monotonic()
    done = subprocess.run(
        [str(Path(sys.executable).parent / program), *rest], cwd=HERE, env=clean(settings), capture_output=True, text=True
    )
    say(f"{'ok    ' if done.returncode == 0 else 'FAILED'} {name:<28} {time.monotonic() - began:5.1f} s")
    if done.returncode:
        say(done.stdout + done.stderr)
    return done.returncode == 0
