"""An address that gets no mail is found with its reason, and lifted, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from app.access.roles import FINANCE
from app.core.clock import now
from app.models import SuppressedAddress

pytestmark = pytest.mark.browser


def test_an_address_is_lifted(visit, make):
    location = make.location(name="Kloof Street")
    for address, status, reason in (
        ("old.bookkeeper@acme.example", "5.1.1", "550 5.1.1 The email account that you tried to reach does not exist"),
        ("full@zed.example", "4.2.2", "452 4.2.2 The mailbox is over its quota"),
    ):
        make.session.add(SuppressedAddress(address=address, since=now(), status=status, reason=reason, location_id=location.id))
    make.session.commit()
    page = visit(FINANCE)
    page.goto("/addresses-that-bounce/list/")
    row = page.get_by_role("row").filter(has_text="full@zed.example")
    expect(row).to_contain_text("over its quota")
    expect(page.get_by_text("old.bookkeeper@acme.example")).to_be_visible()
    page.get_by_role("link", name="old.bookkeeper@acme.example").click()
    expect(page.get_by_text("The email account that you tried to reach does not exist").first).to_be_visible()
    page.go_back()
    row.get_by_role("checkbox").check()
    page.get_by_role("button", name="Let mail go there").first.click()
    page.get_by_role("dialog").get_by_role("button", name="Let mail go there").click()
    expect(page.get_by_text("1 lifted.")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="full@zed.example")).to_contain_text("Lifted")
