"""When Chromium has painted a page of the application, which answers on a port of its own."""

from __future__ import annotations

import logging
import statistics
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from werkzeug.serving import make_server

from app.cli.programs import chromium
from app.cli.say import CannotStart

DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))"


def painted(app: Flask, path: str, name: str, password: str, *, ready: str, visits: int) -> float:
    """The median of visits: milliseconds from asking for the page until the frame after `ready` (a selector) is there, scripts and styles cached.

    Raises CannotStart where there is no Chromium.
    """
    from playwright.sync_api import sync_playwright

    found = chromium()
    if found is None:
        raise CannotStart("This needs Chromium.")
    with served(app) as address, sync_playwright() as door:
        browser = door.chromium.launch(executable_path=found, args=["--headless", "--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(f"{address}/login/")
        page.fill("[name=username]", name)
        page.fill("[name=password]", password)
        page.click("main form button.btn-primary")
        page.wait_for_load_state()
        taken = []
        for _ in range(visits + 1):
            page.goto(f"{address}{path}")
            page.wait_for_selector(ready)
            taken.append(page.evaluate(DRAWN))
        browser.close()
    return round(statistics.median(taken[1:]), 1)


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The application on a port of its own, in this process."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # else every picture is told on the screen
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(10)
