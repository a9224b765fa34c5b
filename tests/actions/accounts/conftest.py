"""People, their mailboxes, and the links in them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from app.access.roles import MEMBER


@pytest.fixture
def ann(make):
    """A member of an organisation at a location that signs its mail."""
    location = make.location(name="Kloof Street", sender_email="desk@kloof.example", welcome_text="Ring at the blue door.\nAsk for Thandi.")
    return make.user(MEMBER, organisation_id=make.organisation(location).id, email="ann@acme.example", first_name="Ann", last_name="Acme")


@pytest.fixture
def mailbox(world) -> Callable[..., list[dict[str, Any]]]:
    """`mailbox()` runs the jobs and gives what arrived at the real mail server, oldest first, opened."""

    def look() -> list[dict[str, Any]]:
        world.run_jobs()
        return [world.vendors.get(f"/mail/{mail['id']}/json") | mail for mail in reversed(world.vendors.mails())]

    return look


def path_in(mail: dict[str, Any]) -> str:
    """The path of the one link."""
    (found,) = set(re.findall(r"https?://[^/\s]+(/\S+)", mail["text"]))
    return found


def link_in(mail: dict[str, Any]) -> str:
    """The token at the end of the link."""
    return path_in(mail).rpartition("/")[2]
