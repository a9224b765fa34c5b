"""How several processes share the tests: a file stays in one of them, and whole Foyers are started one after the other."""

from __future__ import annotations

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

WHOLE_FOYERS = ("tests/browser/", "tests/drills/", "tests/cli/test_up.py")


class ByFile(LoadScopeScheduling):
    """pytest-xdist's `loadgroup` renames tests to group them, which pytest no longer lets it do; this asks the name alone."""

    def _split_scope(self, nodeid: str) -> str:
        return "whole Foyers" if nodeid.startswith(WHOLE_FOYERS) else nodeid.split("::", 1)[0]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    return ByFile(config, log)
