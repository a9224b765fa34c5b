#!/usr/bin/env python3
"""The one door: sets up what is missing, then runs a command of app/cli. Standard library only, because it runs before anything is there."""

import sys

if sys.version_info < (3, 11) or sys.platform == "win32":  # older ones start this file too, to be told so
    sys.exit("Foyer runs on Linux and macOS with Python 3.11 or newer. This is Python %d.%d on %s." % (*sys.version_info[:2], sys.platform))

import ctypes
import fcntl
import gc
import hashlib
import importlib.util
import os
import re
import shlex
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
PYTHON = VENV / "bin" / "python"
REQUIREMENTS = HERE / "requirements.txt"
STAMP = VENV / "foyer-requirements.sha256"
MAC_LIBRARIES = "/opt/homebrew/lib:/usr/local/lib"
PDF_LIBRARIES = ("gobject-2.0.so.0", "pango-1.0.so.0", "pangoft2-1.0.so.0", "harfbuzz.so.0", "fontconfig.so.1")
PDF_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-dejavu-core")


def main() -> int:
    if not (in_environment() and is_built()):
        set_up()
    sys.path.insert(0, str(HERE))
    sys.dont_write_bytecode = False  # some machines forbid it to all, and then each of our processes compiles a thousand files
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    gc.set_threshold(20_000, 20, 50)  # a fifth of every start went into looking for garbage among what is imported
    from app.cli import dispatch

    return dispatch(sys.argv[1:])


def in_environment() -> bool:
    return Path(sys.prefix).resolve() == VENV.resolve()


def set_up() -> None:
    """Get what the system lacks, build the environment, and go on inside it."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # by way of everything that has to end with us
    missing = [*venv_packages(), *([] if can_make_pdf() else PDF_PACKAGES)]
    if missing:
        install(missing)
    build()
    os.environ.pop("PYTHONPATH", None)  # what it adds is not in requirements.txt
    os.environ.pop("PYTHONHOME", None)
    if sys.platform == "darwin":
        os.environ["DYLD_FALLBACK_LIBRARY_PATH"] = MAC_LIBRARIES
    os.execv(PYTHON, [str(PYTHON), str(Path(__file__).resolve()), *sys.argv[1:]])


def venv_packages() -> list[str]:
    """Debian and Ubuntu ship python3 without what `python3 -m venv` needs."""
    if is_built() or (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        return []
    return ["python%d.%d-venv" % sys.version_info[:2]]


def can_make_pdf() -> bool:
    """WeasyPrint draws with Pango: try to load what it loads."""
    for name in PDF_LIBRARIES:
        try:
            if sys.platform == "darwin":
                bare, _, major = name.partition(".so.")
                found = [Path(folder) / f"lib{bare}{end}" for folder in MAC_LIBRARIES.split(":") for end in (".dylib", f".{major}.dylib")]
                if not any(path.exists() for path in found):
                    return False
            else:
                ctypes.CDLL(f"lib{name}")
        except OSError:
            return False
    return True


def install(packages: list[str]) -> None:
    """By apt as root or with sudo that asks for no password; otherwise print the one line to run, and stop."""
    if sys.platform == "darwin":
        sys.exit("Foyer needs Pango to make PDFs. Run this once, then start again:\n\n    brew install pango\n")
    if not shutil.which("apt-get"):
        sys.exit(
            "Foyer needs Pango, HarfBuzz, Fontconfig and Python's venv. Install them with this system's package manager, then start again."
        )
    commands = (["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends", *packages])
    rights = as_root()
    if rights is None:
        if shutil.which("sudo"):
            line = " && ".join(shlex.join(["sudo", *argv]) for argv in commands)
        else:  # as Debian is when its installer was given a password for root
            line = shlex.join(["su", "-", "-c", " && ".join(map(shlex.join, commands))])
        sys.exit(f"Foyer needs packages that only an administrator can install. Run this once, then start again:\n\n    {line}\n")
    say(f"Installing {', '.join(packages)} with apt")
    patience = ["-o", "DPkg::Lock::Timeout=300"]  # a new machine is often at its own updates
    environment = ["env", "DEBIAN_FRONTEND=noninteractive"]  # sudo hands on none of ours
    said = [unharmed([*rights, *environment, *argv, *patience]) for argv in commands]
    if said[-1]:
        sys.exit(f"apt could not install them:\n{last_lines(''.join(said))}")


def unharmed(argv: list[str]) -> str:
    """Run it; what it said when it failed. Unlike subprocess.run, it is not killed when we are stopped: apt has to finish the package it is at."""
    with tempfile.TemporaryFile("w+") as said:
        code = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=said, stderr=said).wait()
        said.seek(0)
        return said.read() or f"{shlex.join(argv)} ended with {code}\n" if code else ""


def as_root() -> list[str] | None:
    """What to put before a command so that it runs as root; None when we may not."""
    if os.geteuid() == 0:
        return []
    allowed = shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0
    return ["sudo", "-n"] if allowed else None


def is_built() -> bool:
    """The environment holds these very pins, and its Python is still the one that it was made with."""
    if not (STAMP.exists() and PYTHON.exists()):
        return False
    pins, _, version = STAMP.read_text().partition(" ")
    return pins == fingerprint() and (not in_environment() or version == "%d.%d" % sys.version_info[:2])


def fingerprint() -> str:
    return hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()


def build() -> None:
    """Make .venv hold exactly requirements.txt; one process at a time, and a half-made one is finished or made anew."""
    with REQUIREMENTS.open() as lock:
        if is_built():
            return
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Waiting for another start, which is filling .venv")
            fcntl.flock(lock, fcntl.LOCK_EX)
        if is_built():  # by the process that we waited for
            return
        if not os.access(VENV if VENV.exists() else HERE, os.W_OK):
            sys.exit(
                f"The packages in {VENV} are not those of this requirements.txt, and this account may not write there. Once, as its owner: python3 {HERE / 'run.py'} --help"
            )
        try:
            STAMP.unlink(missing_ok=True)
            if not (PYTHON.exists() and works([str(PYTHON), "-m", "pip", "--version"])):
                say("Making the environment .venv")
                run([sys._base_executable, "-m", "venv", "--clear", str(VENV)])  # type: ignore[attr-defined]
            fill(lock.fileno())
            STAMP.write_text(f"{fingerprint()} {run([str(PYTHON), '-c', 'import sys; print(*sys.version_info[:2], sep=chr(46))']).strip()}")
        except PermissionError as reason:
            sys.exit(f"{reason.filename} cannot be written. Use a checkout that belongs to you.")


def fill(lock: int) -> None:
    """Install the pins, counting them on the way. pip holds the lock too: when we are killed, the next start waits for its end."""
    pins = len(re.findall(r"^[\w.-]+\S*==", REQUIREMENTS.read_text(), re.M))
    argv = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--progress-bar=off", "-r", str(REQUIREMENTS)]
    say(f"Installing {pins} Python packages into .venv; the first time this takes a minute or two")
    lines: list[str] = []
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, pass_fds=[lock]) as pip:
        try:
            for line in pip.stdout or ():
                lines.append(line)
                seen = sum(text.startswith(("Collecting ", "Requirement already satisfied: ")) for text in lines)
                if line.startswith("Collecting ") and seen % 20 == 0:
                    say(f"  {seen} of {pins}")
                elif line.startswith("Installing collected"):
                    say("  putting them in place")
        except BaseException:
            pip.terminate()
            raise
    if pip.returncode:
        sys.exit(f"The Python packages could not be installed:\n{last_lines(''.join(lines))}")


def works(argv: list[str]) -> bool:
    return subprocess.run(argv, capture_output=True).returncode == 0


def run(argv: list[str]) -> str:
    done = subprocess.run(argv, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(argv)} failed:\n{last_lines(done.stdout + done.stderr)}")
    return done.stdout


def last_lines(text: str) -> str:
    return "\n".join(text.strip().splitlines()[-12:])


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
