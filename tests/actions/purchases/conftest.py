"""A member of an organisation that buys, with products, credits, and a look at what came of it."""

from __future__ import annotations

import pytest

from app.actions.accounts.person import the_person
from app.models.user import TeamRole


@pytest.fixture
def home(make):
    return make.location(code="KLF", invoice_prefix="KLF")


@pytest.fixture
def member(make, home):
    """Somebody of Acme, which buys on account; who runs its team."""
    organisation = make.organisation(home, name="Acme", buys_on_account=True)
    return make.user("Member", organisation_id=organisation.id, location_id=home.id, team_role=TeamRole.OWNER)


@pytest.fixture
def by(member):
    return the_person(member)
