"""One sandbox for these tests, as new for each of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.vendors import Connection, Vendors, started


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vendors]:
    sandbox, vendors = started(tmp_path_factory.mktemp("sandbox"))
    yield vendors
    sandbox.stop()


@pytest.fixture
def vendors(running: Vendors) -> Vendors:
    running.reset()
    return running


@pytest.fixture
def connection(vendors: Vendors) -> Connection:
    return vendors.connection()
