"""Chromium: one real browser for the whole session. Playwright allows only one driver in a process."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Skips, with one line, where there is no Chromium; `run.py test` has said so before."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("Chromium is not installed.")
    with sync_playwright() as door:
        browser = door.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


def listen(page: Page, said: list[str]) -> None:
    """What the page's console complains of goes into `said`, for a test to find it empty."""
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda fault: said.append(str(fault)))
