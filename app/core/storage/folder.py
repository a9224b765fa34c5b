"""A folder that all nodes see at the same path: each file is whole and on the disk before it has its name."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from app.core.on_disk import written_down
from app.core.storage.base import OWNER, NotThere, Storage, StorageAway, digest_of, key_of

MARK = "foyer-files"  # tells the folder from the empty one beneath a file system that is not mounted
MARKED = "Foyer keeps files here, by their SHA-256. Leave this file where it is: without it Foyer takes the folder for one that is not mounted.\n"


class FolderStorage(Storage):
    def __init__(self, place: str, folder: str) -> None:
        super().__init__(place)
        self.folder = Path(folder)

    def begin(self) -> None:
        with _away():
            if (self.folder / MARK).exists():
                return
            if any(self.folder.iterdir()):
                raise StorageAway("the folder holds other things")
            (self.folder / MARK).write_text(MARKED)
            written_down(self.folder)

    def look(self) -> None:
        with _away():
            if not (self.folder / MARK).is_file():
                raise StorageAway("the folder is not there, or not mounted")

    def owner(self) -> str:
        self.look()
        with _away():
            try:
                return (self.folder / OWNER).read_text().strip()
            except FileNotFoundError:
                return ""

    def own(self, who: str) -> None:
        self.look()
        with _away():
            self._put(self.folder / OWNER, f"{who}\n".encode())

    def delete(self, digest: str) -> None:
        self.look()
        with _away():
            self._path(digest).unlink(missing_ok=True)

    def digests(self) -> Iterator[str]:
        self.look()
        with _away():
            for path in self.folder.glob("??/*"):
                if found := digest_of(f"{path.parent.name}/{path.name}"):
                    yield found

    def _write(self, digest: str, content: bytes) -> None:
        self.look()
        path = self._path(digest)
        with _away():
            path.parent.mkdir(mode=0o700, exist_ok=True)
            self._put(path, content)
            written_down(self.folder)

    def _read(self, digest: str) -> bytes:
        self.look()
        with _away():
            try:
                return self._path(digest).read_bytes()
            except FileNotFoundError:
                raise NotThere(digest) from None

    def _put(self, path: Path, content: bytes) -> None:
        """Whole and on the disk before it has its name."""
        draft = path.parent / f".{uuid4().hex}"
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
        written_down(path.parent)

    def _path(self, digest: str) -> Path:
        return self.folder / key_of(digest)


@contextmanager
def _away() -> Iterator[None]:
    try:
        yield
    except OSError as reason:
        raise StorageAway(reason.strerror or type(reason).__name__) from reason
