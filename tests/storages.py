"""The places where files can be kept, for tests: a folder, and a bucket of an S3 service over HTTP on the loopback."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.cli.servers.child import dies_with_us
from app.cli.servers.ports import any_free
from app.core.storage import Storage, storage_of
from config import Settings

KINDS = ("folder", "bucket")
KEYS = {"s3_access_key": "foyer-of-a-test", "s3_secret_key": "a-secret-of-a-test"}


class Service:
    """A moto server, which can be stopped and started again at the same port; what it held is gone with it."""

    def __init__(self, log: Path) -> None:
        self.port, self.log, self.process = any_free(), log, None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen([sys.executable, "-m", "moto.server", "-p", str(self.port)], stdout=log, stderr=log, preexec_fn=dies_with_us(signal.SIGKILL))
        until = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(f"{self.url}/moto-api/", timeout=5).close()
                return
            except (urllib.error.URLError, OSError):
                assert self.process.poll() is None and time.monotonic() < until, self.log.read_text()
                time.sleep(0.1)

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture(scope="session")
def s3_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    service = Service(tmp_path_factory.mktemp("s3") / "moto.log")
    service.start()
    yield service
    service.stop()


def place_in(kind: str, settings: Settings, folder: Path, request: pytest.FixtureRequest) -> Settings:
    """The settings with an empty place of that kind."""
    if kind == "folder":
        folder.mkdir()
        return settings.moved(files=f"file://{folder}")
    service, bucket = request.getfixturevalue("s3_service"), f"files-{time.monotonic_ns()}"
    told = settings.moved(files=f"s3://{bucket}/kept", s3_url=service.url, **KEYS)
    raw_client(told).create_bucket(Bucket=bucket)
    return told


def raw_client(settings: Settings):
    """The bucket as anybody else would see it, past our own code's rules."""
    import boto3

    return boto3.client("s3", endpoint_url=settings.s3_url, region_name=settings.s3_region, aws_access_key_id=settings.s3_access_key, aws_secret_access_key=settings.s3_secret_key)


@pytest.fixture(params=KINDS)
def stored_in(request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> Settings:
    """Settings of a place for files, once a folder and once a bucket."""
    return place_in(request.param, settings, tmp_path / "files", request)


@pytest.fixture
def storage(stored_in: Settings) -> Storage:
    """An empty storage that was not begun."""
    found = storage_of(stored_in)
    assert found is not None
    return found


@pytest.fixture
def house_of_files(storage: Storage, app: Flask, web_app: Flask) -> Iterator[Storage]:
    """Jobs and screens keep files there for the time of the test."""
    houses = (app, web_app)
    for house in houses:
        house.extensions["storage"] = storage
    yield storage
    for house in houses:
        house.extensions["storage"] = None


def overwrite(place: Storage, digest: str, content: bytes) -> None:
    """As a hand or a failing disk would, past the check."""
    place._write(digest, content)
