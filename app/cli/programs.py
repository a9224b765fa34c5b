"""Programs that only some tests need: found, or installed where the system lets us."""

from __future__ import annotations

import os
import shutil
import subprocess

from app.cli.say import say
from config import Settings

CHROMIUM = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


def chromium() -> str | None:
    """The browser of this machine."""
    return next((path for name in CHROMIUM if (path := shutil.which(name))), None)


def provide(settings: Settings) -> list[str]:
    """Install what the tests need by apt as root or with sudo; a line for each program that stays missing."""
    if chromium():
        return []
    rights = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if shutil.which("apt-get") and (not rights or (shutil.which("sudo") and quiet(["sudo", "-n", "true"]))):
        say("Installing Chromium for the browser tests")
        environment = {**settings.environ(), "DEBIAN_FRONTEND": "noninteractive"}
        quiet([*rights, "apt-get", "update"], environment)
        quiet([*rights, "apt-get", "install", "-y", "--no-install-recommends", "chromium"], environment)
    if chromium():
        return []
    return ["Chromium is not installed, so the browser tests are skipped. On Debian: sudo apt-get install chromium"]


def quiet(argv: list[str], env: dict[str, str] | None = None) -> bool:
    return subprocess.run(argv, env=env, stdin=subprocess.DEVNULL, capture_output=True).returncode == 0

