"""The data folder of PostgreSQL: where it is, how it is made, and a pid file that lies."""

from __future__ import annotations

import contextlib
import hashlib
import os
import pwd
import shutil
import signal
import subprocess
from pathlib import Path

import psutil

from app.cli.say import CannotStart, say
from app.cli.servers import survivors
from app.cli.servers.account import barred, identity, opened, works_as

ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


def data_folder(var: Path, account: pwd.struct_passwd | None, shared: Path) -> Path:
    """var/postgres; started as root below a private folder, a link from there to a folder that PostgreSQL's account can reach."""
    here = var / "postgres"
    if here.exists():
        return open_to(here.resolve(), account)
    here.unlink(missing_ok=True)  # a link to nowhere
    here.mkdir(mode=0o700)
    if account is None:
        return here
    os.chown(here, account.pw_uid, account.pw_gid)
    closed = barred(account, here)
    if closed is None:
        return here
    here.rmdir()
    opened(shared)
    away = shared / f"data-{hashlib.sha256(str(var).encode()).hexdigest()[:12]}"
    say(f"  {closed} is closed to the account {account.pw_name}, so PostgreSQL keeps its data in {away}")
    away.mkdir(mode=0o700, exist_ok=True)
    os.chown(away, account.pw_uid, account.pw_gid)
    here.symlink_to(away)
    return open_to(away, account)


def open_to(data: Path, account: pwd.struct_passwd | None) -> Path:
    """The folder, when that account can work in it; otherwise words that name the folder in the way."""
    if works_as(account, ["/bin/sh", "-c", 'cd "$0" && touch .try && rm .try', str(data)]):
        return data
    name = pwd.getpwuid(os.geteuid()).pw_name if account is None else account.pw_name
    raise CannotStart(
        f"PostgreSQL's data is in {data}, and the account {name} may not enter {barred(account, data) or data}. "
        "Start Foyer as the user who started it first, or choose another folder with FOYER_VAR."
    )


def made(data: Path, programs: Path, account: pwd.struct_passwd | None, password: str, *, lasting: bool) -> None:
    """Run initdb once, beside the folder, so that a killed initdb leaves no half of a cluster in it."""
    if (data / "PG_VERSION").exists():
        same_version(data, programs)
        return
    draft, secret = data.with_name(f"{data.name}.new"), data.with_name(f"{data.name}.password.new")
    shutil.rmtree(draft, ignore_errors=True)
    secret.unlink(missing_ok=True)
    draft.mkdir(mode=0o700)
    secret.touch(mode=0o600)
    secret.write_text(password)  # a pipe would be root's, and closed to the other account
    if account is not None:
        for path in (draft, secret):
            os.chown(path, account.pw_uid, account.pw_gid)
    argv = [str(programs / "initdb"), "-D", str(draft), "-U", "foyer", "-A", "scram-sha-256", f"--pwfile={secret}", "-E", "UTF8"]
    argv += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", *([] if lasting else ["--no-sync"])]
    done = subprocess.run(argv, capture_output=True, cwd="/", env=ENVIRONMENT, **identity(account))
    secret.unlink()
    if done.returncode:
        raise CannotStart(f"PostgreSQL could not make its data folder {data}: {done.stderr.decode(errors='replace').strip()[-500:]}")
    draft.rename(data)


def same_version(data: Path, programs: Path) -> None:
    ours = (
        subprocess.run([str(programs / "postgres"), "--version"], capture_output=True, text=True, cwd="/").stdout.split()[-1].split(".")[0]
    )
    theirs = (data / "PG_VERSION").read_text().strip()
    if ours != theirs:
        raise CannotStart(
            f"The data in {data} was made by PostgreSQL {theirs}, and this is {ours}. "
            "Save it with the earlier Foyer (run.py backup), move the folder away, and restore it here (run.py restore)."
        )


def end_orphans(data: Path) -> None:
    """Queries that outlived a killed server hold its shared memory, and no new server starts beside them. They end as in a crash."""
    here = str(data.resolve())
    found = [
        process for process in psutil.process_iter(["name", "cwd"]) if process.info["name"] == "postgres" and process.info["cwd"] == here
    ]
    for stop, limit in ((signal.SIGQUIT, 5), (signal.SIGKILL, 5)):
        for process in found:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(stop)
        found = survivors.ended(found, within=limit)


def drop_stale_pid(data: Path) -> None:
    """PostgreSQL refuses to start when the pid in postmaster.pid belongs to any process of the same user, as after a reboot."""
    lock = data / "postmaster.pid"
    try:
        pid = int(lock.read_text().split()[0])
    except FileNotFoundError:
        return
    except (IndexError, ValueError):
        lock.unlink()
        return
    try:
        server = psutil.Process(pid)
        if server.cwd() == str(data.resolve()) and server.status() != psutil.STATUS_ZOMBIE:
            server.send_signal(signal.SIGINT)
            server.wait(30)
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        pass
    lock.unlink(missing_ok=True)
