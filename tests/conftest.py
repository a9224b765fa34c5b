"""What every test may ask for: a clean database, builders, a signed-in client."""

from __future__ import annotations

import gc
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import flask_migrate
import hypothesis
import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from psycopg import sql
from sqlalchemy.orm import Session

from app import create_app
from app.access.actor import Actor
from app.access.roles import NETWORK_ADMIN
from app.cli.scratch import BLANK
from app.cli.servers import servers
from app.core import clock
from app.core.entity import db
from config import Settings
from tests.chromium import chromium
from tests.cleaning import clean
from tests.freeradius import access_point
from tests.make import PASSWORD, Make
from tests.pooler import pytest_addoption, web_settings
from tests.sharing import pytest_collection_modifyitems, pytest_xdist_make_scheduler
from tests.storages import house_of_files, s3_service, storage, stored_in
from tests.two_foyers import here, home
from tests.vendors import Vendors, started
from tests.world import World

__all__ = [
    "access_point", "chromium", "here", "home", "house_of_files", "pytest_addoption", "pytest_collection_modifyitems", "pytest_xdist_make_scheduler", "s3_service", "storage", "stored_in", "web_settings",
]  # fmt: skip

gc.set_threshold(20_000, 20, 50)  # as run.py does; by itself Python spent a tenth of the suite looking for garbage

# What Hypothesis finds is wrong, not what is slow: by itself it fails an example of a fifth of a second, as any is on a busy machine.
hypothesis.settings.register_profile(
    "patient", hypothesis.settings(), deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("patient")


@pytest.fixture(scope="session", autouse=True)
def open_folders(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The account that runs PostgreSQL must get into the folders of the tests, which pytest makes for one account alone."""
    base = tmp_path_factory.getbasetemp()
    for folder in (base, *base.parents):
        if folder == Path(tempfile.gettempdir()).resolve() or folder == Path("/"):
            break
        folder.chmod(0o755)


@pytest.fixture(autouse=True)
def own_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Foyer that runs as outside of tests lets its process follow a database's clock; whichever test was before, the clock is one that a test can move."""
    monkeypatch.setattr(clock, "_agreed", None)


@pytest.fixture(autouse=True)
def nobody_came_before(request: pytest.FixtureRequest) -> None:
    """All tests of a process come from one address, and a quick suite signs in more often in five minutes than one address may."""
    if "web_app" in request.fixturenames:
        request.getfixturevalue("web_app").appbuilder.sm.limiter.reset()


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Real PostgreSQL and Valkey of this session's own, migrated."""
    var = tmp_path_factory.mktemp("var")
    var.chmod(0o755)
    with servers(Settings.load({"FOYER_MODE": "test", "FOYER_VAR": str(var), "FOYER_LOG_LEVEL": "warning"})) as running:
        with create_app(running, web=False).app_context():
            flask_migrate.upgrade()
            db.engine.dispose()
            keep_blank(running)
            clean(db.engine)  # what a new installation begins with is nothing that tests count on
            db.engine.dispose()
        yield running


def keep_blank(settings: Settings) -> None:
    """A copy of the migrated database, from which each benchmark and drill of this session has its own in no time."""
    with psycopg.connect(settings.database_url, autocommit=True) as door:
        source = door.info.dbname
    with psycopg.connect(urlsplit(settings.database_url)._replace(path="/postgres").geturl(), autocommit=True) as door:
        door.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(BLANK), sql.Identifier(source)))


@pytest.fixture(scope="session")
def headless(settings: Settings) -> Flask:
    """The application without screens: what workers and commands use."""
    app = create_app(settings, web=False)
    gc.freeze()  # as they do: a full collection looks through everything that was imported otherwise
    return app


@pytest.fixture(scope="session")
def web_app(web_settings: Settings) -> Flask:
    """The whole application, its permissions and roles written once."""
    app = create_app(web_settings, sync=True)
    gc.freeze()
    return app


@pytest.fixture
def app(headless: Flask) -> Iterator[Flask]:
    """An application context over an empty database."""
    with headless.app_context():
        yield headless
        db.session.remove()
        clean(db.engine)


@pytest.fixture
def session(app: Flask) -> Session:
    return db.session()


@pytest.fixture
def make(session: Session) -> Make:
    """Builders: `make.license()` and everything that it needs."""
    return Make(session)


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vendors]:
    """The vendors as real local servers, one set for the session."""
    running, vendors = started(tmp_path_factory.mktemp("sandbox"))
    yield vendors
    running.stop()


@pytest.fixture
def world(app: Flask, settings: Settings, sandbox: Vendors) -> World:
    """The world outside, as new: `world.connect(location)`, `world.run_jobs()`, `world.vendors.mails()`."""
    return World(app, settings, sandbox)


@pytest.fixture
def admin(make: Make) -> Actor:
    """A network admin of the whole network."""
    return make.actor(NETWORK_ADMIN)


@pytest.fixture
def client(app: Flask, web_app: Flask) -> Iterator[FlaskClient]:
    """A browser without JavaScript, at the whole application."""
    with web_app.test_client() as browser:
        yield browser


@pytest.fixture
def login(client: FlaskClient, make: Make) -> Any:
    """`login("Front desk", locations=[location])` signs in a fresh person with that role and gives the client back."""

    def sign_in(role: str = NETWORK_ADMIN, **wishes: Any) -> FlaskClient:
        user = make.user(role, **wishes)
        page = client.get("/login/")
        token = page.get_data(as_text=True).split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
        answer = client.post("/login/", data={"username": user.username, "password": PASSWORD, "csrf_token": token})
        assert answer.status_code == 302, answer.get_data(as_text=True)[:500]
        return client

    return sign_in


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """Packages and vectors that tests read."""
    return Path(__file__).parent / "data"
