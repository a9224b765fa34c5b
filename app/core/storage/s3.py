"""A bucket over the S3 protocol, of whichever service speaks it. Only what is said here decides: no profile, role or proxy of the machine."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from app.core.storage.base import OWNER, NotThere, Storage, StorageAway, WrongBytes, digest_of, key_of

CONNECT, READ, TRIES = 2, 5, 2  # seconds for a connection, seconds for the next bytes, calls in all
WHOLE = 20  # seconds for all of one content
MOST_BYTES = 64 * 1024 * 1024  # twice what the web takes in one request
AT_ONCE = 16
ABSENT = ("404", "NoSuchKey")
NOWHERE = os.devnull


class S3Storage(Storage):
    def __init__(self, place: str, *, bucket: str, prefix: str, endpoint: str, region: str, access_key: str, secret_key: str) -> None:
        super().__init__(place)
        self.bucket, self.prefix = bucket, f"{prefix}/" if prefix else ""
        self._told = {
            "endpoint_url": endpoint or None,
            "region_name": region,
            "aws_access_key_id": access_key,
            "aws_secret_access_key": secret_key,
        }
        self._lock = threading.Lock()
        self._made: tuple[int, Any] = (0, None)

    def begin(self) -> None:
        self.look()

    def look(self) -> None:
        """One small listing: who may do that may do the rest, or hears of it with the first file."""
        with _away():
            self._client().list_objects_v2(Bucket=self.bucket, Prefix=self.prefix, MaxKeys=1)

    def owner(self) -> str:
        try:
            return self._fetched(self.prefix + OWNER, OWNER).decode("ascii", "replace").strip()
        except NotThere:
            return ""

    def own(self, who: str) -> None:
        with _away():
            self._client().put_object(Bucket=self.bucket, Key=self.prefix + OWNER, Body=who.encode(), ContentType="text/plain")

    def delete(self, digest: str) -> None:
        with _away():
            self._client().delete_object(Bucket=self.bucket, Key=self._key(digest))

    def digests(self) -> Iterator[str]:
        with _away():
            for page in self._client().get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=self.prefix):
                for each in page.get("Contents", ()):
                    if found := digest_of(each["Key"].removeprefix(self.prefix)):
                        yield found

    def _write(self, digest: str, content: bytes) -> None:
        with _away():
            self._client().put_object(Bucket=self.bucket, Key=self._key(digest), Body=content, ContentType="application/octet-stream")

    def _read(self, digest: str) -> bytes:
        return self._fetched(self._key(digest), digest)

    def _fetched(self, key: str, digest: str) -> bytes:
        until, content = time.monotonic() + WHOLE, bytearray()
        with _away(absent=digest):
            body = self._client().get_object(Bucket=self.bucket, Key=key)["Body"]
            try:
                for part in body.iter_chunks(256 * 1024):
                    content += part
                    if len(content) > MOST_BYTES:
                        raise WrongBytes(digest)
                    if time.monotonic() > until:
                        raise StorageAway("it answers too slowly")
            finally:
                body.close()
        return bytes(content)

    def _key(self, digest: str) -> str:
        return self.prefix + key_of(digest)

    def _client(self) -> Any:
        """One for all threads of this process: connections do not survive a fork."""
        with self._lock:
            if self._made[0] != os.getpid():
                self._made = os.getpid(), _client(self._told)
            return self._made[1]


def _client(told: dict[str, str | None]) -> Any:
    """The library takes a third of a second to load, which only those pay who keep files there."""
    import boto3
    import botocore.session
    from botocore.config import Config

    nothing = {
        "profile": (None, None, None, None),
        "config_file": (None, None, NOWHERE, None),
        "credentials_file": (None, None, NOWHERE, None),
    }
    ours = boto3.Session(botocore_session=botocore.session.Session(session_vars=nothing))
    config = Config(
        connect_timeout=CONNECT,
        read_timeout=READ,
        retries={"mode": "standard", "total_max_attempts": TRIES},
        max_pool_connections=AT_ONCE,
        proxies={},
        ignore_configured_endpoint_urls=True,
        signature_version="s3v4",
        s3={"addressing_style": "path" if told["endpoint_url"] else "auto"},
        # What is put is read back and compared; services that only speak the older protocol refuse these.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    return ours.client("s3", config=config, **told)


@contextmanager
def _away(absent: str = "") -> Iterator[None]:
    """A library's own words may hold addresses and account names: its kind of failure, or the service's code, is all that is told."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except ClientError as no:
        code = str(no.response.get("Error", {}).get("Code", ""))
        if absent and code in ABSENT:
            raise NotThere(absent) from None
        raise StorageAway(f"the service said {code or 'no'}") from None
    except BotoCoreError as lost:
        raise StorageAway(type(lost).__name__) from None
