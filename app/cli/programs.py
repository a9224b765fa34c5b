"""Programs that only some tests need: found, or installed where the system lets us."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass

from app.cli.freeradius import program as freeradius
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


@dataclass(frozen=True)
class Program:
    """What is needed from the system: what it is for, how to see that it is there, Debian's packages of it, and the service that they start."""

    name: str
    purpose: str
    is_there: Callable[[], object]
    packages: tuple[str, ...]
    service: str = ""


WANTED = (
    Program("Chromium", "the browser tests", chromium, ("chromium",)),
    Program("FreeRADIUS", "the tests of WiFi log-ins", freeradius.complete, freeradius.PACKAGES, "freeradius"),
    Program("nginx", "the tests of its example", lambda: in_system("nginx"), ("nginx",), "nginx"),
    Program(
        "age and rsync",
        "the tests of a backup's way to another machine",
        lambda: all(map(shutil.which, ("age", "rsync", "rrsync"))),
        ("age", "rsync"),
    ),
    Program("systemd-analyze", "the tests of the units of systemd", lambda: shutil.which("systemd-analyze"), ("systemd",)),
)


def provide(settings: Settings, wanted: tuple[Program, ...] = WANTED) -> list[str]:
    """Install what the tests or a drill need by apt as root or with sudo; a line for each program that stays missing."""
    lacking = [program for program in wanted if not program.is_there()]
    services = [program.service for program in lacking if program.service and in_system(program.service) is None]
    rights = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if lacking and shutil.which("apt-get") and (not rights or (shutil.which("sudo") and quiet(["sudo", "-n", "true"]))):
        environment = {**settings.environ(), "DEBIAN_FRONTEND": "noninteractive"}
        quiet([*rights, "apt-get", "update"], environment)
        for program in lacking:
            say(f"Installing {program.name} for {program.purpose}")
            quiet([*rights, "apt-get", "install", "-y", "--no-install-recommends", *program.packages], environment)
    for service in services:  # Debian starts it for the whole network; we came for the program alone
        if in_system(service) and shutil.which("systemctl"):
            quiet([*rights, "systemctl", "disable", "--now", service])
    return [missing(program) for program in lacking if not program.is_there()]


def missing(program: Program) -> str:
    """That it is, and how to get it."""
    return (
        f"{program.name} is not installed, so {program.purpose} are skipped. On Debian: sudo apt-get install {' '.join(program.packages)}"
    )


def in_system(name: str) -> str | None:
    """Where a program is, also among those that only root has on its path."""
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")


def quiet(argv: list[str], env: dict[str, str] | None = None) -> bool:
    return subprocess.run(argv, env=env, stdin=subprocess.DEVNULL, capture_output=True).returncode == 0
