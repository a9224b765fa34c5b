"""The fence is tested on plain screens of its own, so that a change of a real screen breaks no test here."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.security import generate_password_hash

import app.web
from app import create_app
from app.core.entity import db
from app.models import FoyerUser
from config import Settings
from tests.make import PASSWORD

WAITS = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database() AND pid <> pg_backend_pid()"


@pytest.fixture(scope="package")
def web_app(web_settings: Settings) -> Iterator[Flask]:
    """The application with the screens of tests/web/screens.py; afterwards roles know the real screens again."""
    before, app.web.SCREENS = app.web.SCREENS, "tests.web.screens"
    yield create_app(web_settings, sync=True)
    app.web.SCREENS = before
    create_app(web_settings, sync=True)


@pytest.fixture
def client(app: Flask, web_app: Flask) -> FlaskClient:
    """Without a context that outlives the request, so that two browsers never share one."""
    return web_app.test_client()


@pytest.fixture
def browsers(web_app: Flask) -> Callable[..., FlaskClient]:
    """`browsers(user)` is one more browser in which that user has signed in."""

    def sign_in(user: Any, password: str = PASSWORD) -> FlaskClient:
        browser = web_app.test_client()
        browser.post("/login/", data={"username": user.username, "password": password, "csrf_token": token(browser, "/login/")})
        return browser

    return sign_in


@pytest.fixture(autouse=True)
def fresh_limits(web_app: Flask) -> None:
    """No test waits for another's wrong passwords."""
    web_app.appbuilder.sm.limiter.reset()  # type: ignore[attr-defined]


@pytest.fixture
def post(client: FlaskClient) -> Callable[..., Any]:
    """Send a form as its page would: with the token of a page that was looked at first."""

    def send(
        address: str, values: dict[str, Any] | None = None, *, page: str = "", follow: bool = False, browser: FlaskClient = client
    ) -> Any:
        return browser.post(address, data={**(values or {}), "csrf_token": token(browser, page or "/profile/")}, follow_redirects=follow)

    return send


def token(browser: FlaskClient, page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get(page).get_data(as_text=True))
    assert found, f"no form on {page}"
    return found[1]


@pytest.fixture
def as_the_password_changes(settings: Settings, session: Any) -> Callable[..., Any]:
    """What `ask` gets that found the old password, and waits for the person's row until the new one is there."""

    def asked(user: FoyerUser, ask: Callable[[], Any]) -> Any:
        user.password = generate_password_hash("an umbrella for every kettle", method="scrypt:256:8:1")
        session.flush()
        with ThreadPoolExecutor(1) as pool, psycopg.connect(settings.database_url, autocommit=True) as watch:
            answer, until = pool.submit(ask), time.monotonic() + 60
            while not watch.execute(WAITS).fetchone()[0]:  # type: ignore[index]
                assert time.monotonic() < until and not answer.done()
                time.sleep(0.01)
            session.commit()
            return answer.result(60)

    return asked


@pytest.fixture
def queries(web_app: Flask) -> Iterator[list[str]]:
    """The SQL statements since the list was cleared."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    with web_app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)
