"""Another network that is known here, and a member with a PIN."""

from __future__ import annotations

from typing import Any

import pytest

from app.access.actor import SYSTEM
from app.access.roles import MEMBER
from app.actions.pins.renew import renew_pin
from benchmarks.peer import Network


@pytest.fixture
def there():
    return Network()


@pytest.fixture
def us(settings):
    """What we call ourselves."""
    return settings.public_url


@pytest.fixture
def member(make):
    """`member()` has a license and a PIN, and comes with it."""

    def made(**wishes: Any) -> tuple[Any, str]:
        organisation = make.organisation()
        user = make.user(MEMBER, organisation_id=organisation.id, **wishes)
        make.license(organisation, user_id=user.id)
        return user, renew_pin(user.id, by=SYSTEM)

    return made
