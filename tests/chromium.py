"""Chromium: one real browser for the whole session. Playwright allows only one driver in a process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from app.cli import programs
from tests.needs import need

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Needs Chromium."""
    need("Chromium")
    expect.set_options(timeout=15_000)  # milliseconds; a machine that does other things as well shows it later, not never
    with sync_playwright() as door:
        browser = door.chromium.launch(executable_path=programs.chromium(), args=FLAGS)
        yield browser
        browser.close()


def listen(page: Page, said: list[str]) -> None:
    """What the page's console complains of goes into `said`, for a test to find it empty."""
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda fault: said.append(str(fault)))


def seen(page: Page, name: str) -> None:
    """Nothing runs out of the page, on a phone by night and at a desk by day."""
    size = page.viewport_size
    assert size is not None
    for width, scheme in ((360, "dark"), (1280, "light")):
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate("scheme => document.documentElement.setAttribute('data-bs-theme', scheme)", scheme)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), (name, width)
    page.set_viewport_size(size)


def choose(page: Page, field: str, text: str) -> None:
    """Type into a look-up and take the row."""
    page.click(f"#{field}-ts-control")
    page.keyboard.type(text)
    expect(page.locator(f"#{field}-ts-dropdown .option.active", has_text=text)).to_be_visible()
    page.keyboard.press("Enter")
