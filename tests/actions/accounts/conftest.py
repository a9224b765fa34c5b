"""Somebody whose account it is."""

from __future__ import annotations

import pytest

from app.access.roles import MEMBER


@pytest.fixture
def ann(make):
    """A member of an organisation at a location that signs its mail."""
    location = make.location(name="Kloof Street", sender_email="desk@kloof.example", welcome_text="Ring at the blue door.\nAsk for Thandi.")
    return make.user(MEMBER, organisation_id=make.organisation(location).id, email="ann@acme.example", first_name="Ann", last_name="Acme")
