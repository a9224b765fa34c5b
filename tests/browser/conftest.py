"""A server in this process on a port of its own, and a browser with nothing kept from before."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from app.access.roles import NETWORK_ADMIN
from tests.chromium import listen
from tests.make import PASSWORD

# Answers that a test asks for, and a network that it takes away.
ASKED_FOR = ("401 (UNAUTHORIZED)", "409 (CONFLICT)", "ERR_INTERNET_DISCONNECTED")


@pytest.fixture(scope="session")
def address(web_app: Flask) -> Iterator[str]:
    """Where the live server is."""
    server = make_server("127.0.0.1", 0, web_app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(10)


@pytest.fixture
def visit(chromium: Browser, address: str, make: Any) -> Iterator[Any]:
    """`visit(FINANCE, width=360)` signs a fresh person in and gives the page; what the browser complains about fails the test, unless it was `asked` for."""
    opened, complaints = [], []

    def sign_in(role: str = NETWORK_ADMIN, *, width: int = 1280, dark: bool = False, asked: tuple[str, ...] = ASKED_FOR) -> Page:
        user = make.user(role)
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light", locale="en-ZA", base_url=address
        )
        opened.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda said: complaints.append(said.text) if said.type == "error" and not any(each in said.text for each in asked) else None,
        )
        page.goto("/login/")
        page.fill("[name=username]", user.username)
        page.fill("[name=password]", PASSWORD)
        page.click("main form button.btn-primary")
        page.wait_for_url(f"{address}/")
        return page

    yield sign_in
    for context in opened:
        context.close()
    assert complaints == []


@pytest.fixture
def phone(chromium: Browser, address: str) -> Iterator[Page]:
    """A narrow page where nobody has signed in."""
    context = chromium.new_context(viewport={"width": 360, "height": 740}, color_scheme="dark", locale="en-ZA", base_url=address)
    page, said = context.new_page(), []
    page.set_default_timeout(20_000)
    listen(page, said)
    yield page
    context.close()
    assert said == []
