"""deploy/backup-away: the newest backup arrives sealed, whole, and is opened by its key alone. `ssh` is a stand-in that runs over there what it was told."""

from __future__ import annotations

import os
import re
import subprocess
import time
from pathlib import Path

import pytest

from config import HERE
from tests.needs import need

(RESTRICTED,) = re.findall(r'command="(rrsync .+) /srv/foyer-backups"', (HERE / "docs" / "deploying.md").read_text())
NEWEST = "foyer-20261130T023000Z"
SSH = """#!/bin/sh
case "$*" in *"BatchMode=yes -l backups elsewhere rsync --server"*) ;; *) exit 9 ;; esac
while [ "$1" != rsync ]; do shift; done
SSH_ORIGINAL_COMMAND="$*" exec {rrsync} {there}
"""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A folder of backups, the key that opens them, and another machine."""
    need("age and rsync")
    for folder, said in (("foyer-20261129T023000Z", "older"), (NEWEST, "newest"), (".unfinished-foyer-20261201T023000Z", "half")):
        (tmp_path / "backups" / folder).mkdir(parents=True)
        (tmp_path / "backups" / folder / "database.dump").write_text(said)
    for folder in ("cache", "there", "bin"):
        (tmp_path / folder).mkdir()
    (tmp_path / "bin" / "ssh").write_text(SSH.format(rrsync=RESTRICTED, there=tmp_path / "there"))
    (tmp_path / "bin" / "ssh").chmod(0o755)
    subprocess.run(["age-keygen", "-o", tmp_path / "key"], check=True, capture_output=True)
    return tmp_path


def sent(house: Path, *, sealed_for: str = "") -> subprocess.CompletedProcess[str]:
    public = subprocess.run(["age-keygen", "-y", house / "key"], check=True, capture_output=True, text=True).stdout.strip()
    env = {
        "PATH": f"{house / 'bin'}:{os.environ['PATH']}",
        "CACHE_DIRECTORY": str(house / "cache"),
        "AWAY_FOR": sealed_for or public,
        "AWAY_TO": "backups@elsewhere:",
    }
    return subprocess.run([HERE / "deploy" / "backup-away", house / "backups"], env=env, capture_output=True, text=True)


def arrived(house: Path) -> list[str]:
    return sorted(path.name for path in (house / "there").iterdir())


def test_the_newest_backup_arrives_sealed_and_its_key_opens_it(house):
    done = sent(house)

    assert (done.returncode, arrived(house)) == (0, [f"{NEWEST}.tar.age"]), done.stderr
    kept = house / "there" / f"{NEWEST}.tar.age"
    assert kept.read_bytes().startswith(b"age-encryption.org/v1") and b"newest" not in kept.read_bytes()
    (house / "again").mkdir()
    subprocess.run(f"age -d -i {house}/key {kept} | tar -x -C {house}/again", shell=True, check=True)
    assert (house / "again" / NEWEST / "database.dump").read_text() == "newest"


def test_a_second_time_nothing_is_sealed_again_and_the_other_machine_keeps_the_one_before(house):
    sent(house)
    before = (house / "there" / f"{NEWEST}.tar.age").read_bytes()
    assert sent(house).returncode == 0
    assert (house / "there" / f"{NEWEST}.tar.age").read_bytes() == before

    (house / "backups" / "foyer-20261201T023000Z").mkdir()
    assert sent(house).returncode == 0
    assert arrived(house) == [f"{NEWEST}.tar.age", "foyer-20261201T023000Z.tar.age"]
    assert [path.name for path in (house / "cache").iterdir()] == ["foyer-20261201T023000Z.tar.age"], "one is kept here"


def test_what_lies_there_is_neither_replaced_nor_read_nor_deleted(house):
    sent(house)
    kept = house / "there" / f"{NEWEST}.tar.age"
    before = kept.read_bytes()
    (house / "cache" / kept.name).write_text("by who broke in")
    sent(house)
    ssh = ["rsync", "-e", house / "bin" / "ssh -o BatchMode=yes"]
    read = subprocess.run([*ssh, f"backups@elsewhere:{kept.name}", house / "stolen"], capture_output=True)
    deleted = subprocess.run([*ssh, "-r", "--delete", f"{house}/bin/", "backups@elsewhere:"], capture_output=True)

    assert (read.returncode != 0, b"rrsync error" in read.stderr) == (True, True), read.stderr
    assert (deleted.returncode != 0, b"rrsync error" in deleted.stderr) == (True, True), deleted.stderr
    assert kept.read_bytes() == before


def test_what_cannot_be_sealed_is_not_sent(house):
    assert sent(house, sealed_for="age1nobody").returncode != 0
    assert arrived(house) == []


def test_a_night_without_a_new_backup_ends_in_red(house):
    old = time.time() - 27 * 3600
    os.utime(house / "backups" / NEWEST, (old, old))
    done = sent(house)

    assert (done.returncode, "older than 26 hours" in done.stderr) == (1, True)
