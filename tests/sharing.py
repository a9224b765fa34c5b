"""How several processes share the tests: a file stays in one of them, what takes longest begins first, and whole Foyers are started one after the other."""

from __future__ import annotations

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

# One after the other in one process, by the beginnings of their names: ports and processes of two whole Foyers are told apart by luck, and a second Chromium costs what it can save.
TOGETHER = {"whole Foyers": ("tests/drills/", "tests/cli/test_up.py"), "browser": ("tests/browser/",)}
# Minutes each: what begins last of all would keep one process busy while the others have ended.
LONGEST = (*TOGETHER["whole Foyers"], *TOGETHER["browser"], "tests/house/test_permissions.py", "tests/benchmarks/test_figures.py")


class ByFile(LoadScopeScheduling):
    """pytest-xdist's `loadgroup` renames tests to group them, which pytest no longer lets it do; this asks the name alone."""

    def _split_scope(self, nodeid: str) -> str:
        return next((name for name, begins in TOGETHER.items() if nodeid.startswith(begins)), nodeid.split("::", 1)[0])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    return ByFile(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: next((place for place, begins in enumerate(LONGEST) if item.nodeid.startswith(begins)), len(LONGEST)))
