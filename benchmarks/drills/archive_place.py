"""Where the drill `archive` keeps what it makes: clusters, base backups and the log, by the commands that docs/backup.md tells to type."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path
from urllib.parse import urlsplit

from app.cli.servers.account import identity, server_account
from app.cli.servers.binaries import postgres_folder
from app.cli.servers.cluster import ENVIRONMENT, made
from config import HERE, Settings, kept_secret

SCRIPTS = ("archive-log", "archive-base")
ARCHIVE = "archive_command = '{programs}/archive-log %p {log}/%f'"
# PostgreSQL takes a code up to 125 for the end of the log, and stops at a higher one.
RESTORE = "restore_command = 'test -d {log} || exit 200; test -e {log}/%f.gz || exit 1; gunzip < {log}/%f.gz > %p || exit 200'"
NOT_YET = "archive_command = ''"  # what is tried must not get into the archive


class Place:
    """The folders of one play: `kept` stands for another machine, with the archive and the base backups, and is PostgreSQL's own as the page says."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        folder.chmod(0o755)  # the account that runs PostgreSQL must get in
        self.folder, self.settings = folder, settings
        self.account = server_account(folder / "none")
        self.programs = postgres_folder(self.account, settings.shared_folder)
        self.kept, self.archive = folder / "kept", folder / "kept" / "log"
        for each in (self.kept, self.archive):
            self._owned(each)
        for name in SCRIPTS:  # the folder of Foyer may be closed to that account
            shutil.copy(HERE / "deploy" / name, folder / name)
        self.password = kept_secret(folder, "postgres.password")

    def _owned(self, path: Path) -> None:
        path.mkdir(mode=0o700)
        self._given(path)

    def _given(self, path: Path) -> None:
        if self.account is not None:
            os.chown(path, self.account.pw_uid, self.account.pw_gid)

    def _var(self, name: str) -> Settings:
        """The settings of a var folder of its own, with servers of its own, and this play's password."""
        var = self.folder / name
        var.mkdir()
        shutil.copy(self.folder / "postgres.password", var)
        return self.settings.moved(var=var, database_url="", redis_url="")

    def prepared(self, timeout: int) -> Settings:
        """A cluster that will archive; it does not run yet."""
        own = self._var("before")
        data = own.var / "postgres"
        made(data, self.programs, self.account, self.password, lasting=True)
        with (data / "postgresql.conf").open("a") as lines:
            lines.write(f"archive_mode = on\narchive_timeout = {timeout}s\n{ARCHIVE.format(programs=self.folder, log=self.archive)}\n")
        return own

    def base(self, settings: Settings) -> float:
        """A base backup as the page makes it; its seconds."""
        began, at = time.monotonic(), urlsplit(settings.database_url)
        door = {"PGHOST": str(at.hostname), "PGPORT": str(at.port), "PGUSER": str(at.username), "PGPASSWORD": self.password}
        environ = ENVIRONMENT | door | {"PATH": f"{self.programs}:{ENVIRONMENT['PATH']}"}
        subprocess.run([self.folder / "archive-base", self.kept], check=True, cwd="/", env=environ, **identity(self.account))
        return round(time.monotonic() - began, 1)

    def segments(self) -> set[str]:
        """The names of what came in whole, without the notes of base backups."""
        return {each.name for each in self.archive.glob("?" * 24 + ".gz")}

    def without(self, name: str) -> Path:
        """An archive that lacks one segment."""
        other = self.folder / "kept" / "planted"
        self._owned(other)
        for each in self.archive.iterdir():
            if each.name != name:
                (other / each.name).hardlink_to(each)
        return other

    def laid_out(self, name: str, archive: Path) -> Settings:
        """A data folder from the base backup, to be recovered with that archive by its first start."""
        own = self._var(name)
        data, (base,) = own.var / "postgres", self.kept.glob("base-*")
        self._owned(data)
        for part, to in (("base", data), ("pg_wal", data / "pg_wal")):
            subprocess.run(
                ["tar", "-xzf", base / f"{part}.tar.gz", "-C", to], check=True, cwd="/", env=ENVIRONMENT, **identity(self.account)
            )
        # the launcher makes extensions sure at once, which a server that still recovers would refuse: it lets in nobody until it is through
        with (data / "postgresql.conf").open("a") as lines:
            lines.write(f"{RESTORE.format(log=archive)}\n{NOT_YET}\nhot_standby = off\n")
        (data / "recovery.signal").touch()
        self._given(data / "recovery.signal")
        return own
