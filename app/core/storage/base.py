"""Storage: contents by their SHA-256, so that putting one twice is putting it once, and nobody reads other bytes than were put."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import urlsplit

OWNER = "foyer-owner"  # beside the contents: which Foyer's they are
HASH = re.compile(r"[0-9a-f]{64}")


class StorageAway(Exception):
    """It does not answer, or not as it should; the same call may succeed later. `reason` is for whoever looks after Foyer, and names no secret."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotThere(Exception):
    """The storage answers, and has nothing under this hash."""


class WrongBytes(Exception):
    """What is there under this hash has another one."""


class Address(NamedTuple):
    """`kind` is file or s3, `where` the folder or the bucket, `prefix` what its keys begin with."""

    kind: str
    where: str
    prefix: str = ""


def address(text: str) -> Address:
    """FOYER_FILES taken apart; config.py has looked at it."""
    place = urlsplit(text)
    return Address("file", place.path) if place.scheme == "file" else Address("s3", place.netloc, place.path.strip("/"))


class Storage(ABC):
    """`place` is the address as the rows note it: the same on all nodes."""

    def __init__(self, place: str) -> None:
        self.place = place.rstrip("/")

    def put(self, content: bytes) -> str:
        """Keep it, and its SHA-256. It was read back before this returns. Raises StorageAway, or WrongBytes where something else came back."""
        digest = sha256(content).hexdigest()
        self._write(digest, content)
        self.get(digest)
        return digest

    def get(self, digest: str) -> bytes:
        """The bytes whose SHA-256 this is. Raises NotThere, WrongBytes or StorageAway."""
        content = self._read(digest)
        if sha256(content).hexdigest() != digest:
            raise WrongBytes(digest)
        return content

    @abstractmethod
    def begin(self) -> None:
        """Make it ready for its first file, and never again: a place that was emptied or is not mounted must not look like a new one."""

    @abstractmethod
    def look(self) -> None:
        """Raises StorageAway unless it answers, and is the place that was begun."""

    @abstractmethod
    def owner(self) -> str:
        """The Foyer whose files are kept there, as it calls itself; empty where nobody has said so yet. Raises StorageAway."""

    @abstractmethod
    def own(self, who: str) -> None:
        """Note there whose they are from now on. Raises StorageAway."""

    @abstractmethod
    def delete(self, digest: str) -> None:
        """Nothing is there under this hash any more; also where nothing was. Raises StorageAway."""

    @abstractmethod
    def digests(self) -> Iterator[str]:
        """The hash of everything that is there, in no order. Raises StorageAway."""

    @abstractmethod
    def _write(self, digest: str, content: bytes) -> None: ...

    @abstractmethod
    def _read(self, digest: str) -> bytes: ...


def key_of(digest: str) -> str:
    """ab/abcdef…: no folder gets too full."""
    if not HASH.fullmatch(digest):
        raise ValueError("not a SHA-256 in hexadecimal")
    return f"{digest[:2]}/{digest}"


def digest_of(key: str) -> str | None:
    """The inverse; None for what is none of ours."""
    folder, _slash, name = key.rpartition("/")
    return name if HASH.fullmatch(name) and folder == name[:2] else None
