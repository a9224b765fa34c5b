"""Members and their browsers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.models import FoyerUser
from tests.make import PASSWORD, Make
from tests.views.test_forms import Form


@pytest.fixture
def browser_of(web_app: Any, app: Any) -> Callable[[FoyerUser], FlaskClient]:
    """`browser_of(user)` is a browser in which that person has signed in."""

    def sign_in(user: FoyerUser) -> FlaskClient:
        browser: FlaskClient = web_app.test_client()
        assert Form(browser, "/login/").send(username=user.username, password=PASSWORD).status_code == 302
        return browser

    return sign_in


@pytest.fixture
def member(make: Make) -> Callable[..., FoyerUser]:
    """`member(organisation, team_role="owner")` is somebody of that organisation, at its home."""

    def of(organisation: Any, **wishes: Any) -> FoyerUser:
        user: FoyerUser = make.user("Member", **{"organisation_id": organisation.id, "location_id": organisation.location_id} | wishes)
        return user

    return of
