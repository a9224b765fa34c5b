"""The places where files can be kept, for tests: a folder, and a bucket of an S3 service over HTTP on the loopback."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine
from flask import Flask

from app.core.storage import Storage, storage_of
from benchmarks.s3_service import S3Service
from config import Settings

KINDS = ("folder", "bucket")


@pytest.fixture(scope="session")
def s3_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Service]:
    """One for the session; it knows nothing when it starts."""
    with S3Service(tmp_path_factory.mktemp("s3") / "moto.log") as service:
        yield service


@pytest.fixture(params=KINDS)
def stored_in(request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> Settings:
    """Settings with an empty place for files, once a folder and once a bucket."""
    if request.param == "bucket":
        return settings.moved(**request.getfixturevalue("s3_service").settings_of(f"files-{uuid4().hex}"))
    (tmp_path / "files").mkdir()
    return settings.moved(files=f"file://{tmp_path / 'files'}")


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


def overwrite(storage: Storage, digest: str, content: bytes) -> None:
    """As a hand or a failing disk would, past the check."""
    storage._write(digest, content)


def at_another_time(**later: float) -> time_machine.travel:
    """When leases are over."""
    return time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(**later), tick=True)
