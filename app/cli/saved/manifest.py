"""The manifest of a backup: as of which instant it is, what is in it, and how to see that it is whole. It holds no secret."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import file_digest
from pathlib import Path

from app.cli.say import CannotStart
from app.core.secrets import derived_key

NAME = "manifest.json"
DATABASE, FILES, STORED = "database.dump", "files.tar", "stored.tar"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Part:
    """One file of the backup: its size in bytes, and its SHA-256 in hexadecimal."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Left:
    """What the rows of a database say is in a storage; `size` in bytes."""

    place: str
    files: int
    size: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """`revision` is that of the tables, `counts` are rows by table, `key` tells one secret key from another and nothing else about it.

    `postgresql` is the server's number (180006), `pg_dump` the version of the program that wrote the dump (18); 0 where it was not told.
    `other_keys` are those of keys that may have sealed some of it: it was made before `run.py rotate-keys` was through. `stored` says which contents of files are in a storage; they are in this backup where one of its parts is `stored.tar`.
    """

    made_at: str
    foyer: str
    revision: str
    postgresql: int
    key: str
    counts: Mapping[str, int]
    parts: tuple[Part, ...]
    pg_dump: int = 0
    stored: tuple[Left, ...] = ()
    other_keys: tuple[str, ...] = ()

    def write(self, folder: Path) -> None:
        (folder / NAME).write_text(json.dumps({"format": FORMAT, **asdict(self)}, indent=2) + "\n")


def read(folder: Path) -> Manifest:
    """What the folder says of itself. CannotStart names what is wrong with it."""
    path = folder / NAME
    if not folder.is_dir() or not path.exists():
        raise CannotStart(f"{folder} is not a backup: it has no {NAME}. Name the folder that run.py backup made.")
    try:
        told = json.loads(path.read_text())
        number = told.pop("format")
        if number != FORMAT:
            raise CannotStart(f"{path} is of the format {number}, and this Foyer reads {FORMAT}. Restore it with the Foyer that made it.")
        return Manifest(
            **{
                **told,
                "parts": tuple(Part(**part) for part in told["parts"]),
                "stored": tuple(Left(**each) for each in told.get("stored", ())),
                "other_keys": tuple(told.get("other_keys", ())),
            }
        )
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as reason:
        raise CannotStart(
            f"{path} cannot be read as a manifest: {type(reason).__name__}. The backup is damaged; use another one."
        ) from reason


def part(path: Path) -> Part:
    with path.open("rb") as file:
        return Part(path.name, path.stat().st_size, file_digest(file, "sha256").hexdigest())


def check(folder: Path, manifest: Manifest) -> None:
    """Every part is there and is what it was. CannotStart names the first that is not."""
    if missing := {DATABASE, FILES} - {told.name for told in manifest.parts}:
        raise CannotStart(f"{folder / NAME} does not name {' and '.join(sorted(missing))}. The backup is not whole; use another one.")
    for told in manifest.parts:
        path = folder / Path(told.name).name
        if not path.is_file():
            raise CannotStart(f"{path} is missing. The backup is not whole; use another one.")
        if (size := path.stat().st_size) != told.size:
            raise CannotStart(f"{path} has {size} bytes, and its manifest says {told.size}. The backup is damaged; use another one.")
        if part(path) != told:
            raise CannotStart(f"{path} is not what its manifest says (SHA-256). The backup is damaged; use another one.")


def mark_of(secret_key: str) -> str:
    """The same for the same key, and no way back to it."""
    return derived_key(secret_key, "backup-mark").hex()[:16]
