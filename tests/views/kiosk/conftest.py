"""A house with a door, terms, people inside, and a tablet."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.clock import now
from app.models import VisitorTerms
from tests.views.kiosk.tablet import Tablet


@pytest.fixture(autouse=True)
def unlimited(web_app: Any) -> None:
    web_app.appbuilder.sm.limiter.reset()


@pytest.fixture
def kloof(make: Any) -> Any:
    return make.location(
        name="Kloof", code="KLF", zone="Africa/Johannesburg", wifi_network="Kloof Guests", manager_email="kloof@foyer.example"
    )


@pytest.fixture
def terms(session: Any) -> VisitorTerms:
    row = VisitorTerms(version=1, language="en", text="Wear your badge.", published_at=now(), published_by="Pat")
    session.add(row)
    session.commit()
    return row


@pytest.fixture
def anna(make: Any, kloof: Any) -> Any:
    return make.user("Member", first_name="Anna", last_name="Smit", organisation=make.organisation(kloof, name="Acme"))


@pytest.fixture
def tablet(web_app: Any, app: Any, kloof: Any, admin: Any) -> Tablet:
    return Tablet(web_app, kloof, admin)
