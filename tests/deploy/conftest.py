"""What tests of deploy/ share."""

from __future__ import annotations

import pytest

from app.cli.programs import in_system
from tests.needs import need


@pytest.fixture(scope="session")
def nginx() -> str | None:
    """The program."""
    need("nginx")
    return in_system("nginx")
