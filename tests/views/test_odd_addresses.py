"""Addresses that say what nothing of the house can be: they are answered as if they had not said it."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("address", ["/runs/{}", "/story/invoice_run/{}", "/pictures/{}.jpg", "/room-picture/{}"])
@pytest.mark.parametrize("number", [2**31, 2**63, 10**30])
def test_a_key_that_no_row_can_have_is_no_page(login, address, number):
    assert login().get(address.format(number)).status_code == 404


@pytest.mark.parametrize("address", ["/pipeline/?owner={}", "/reports/presence/list?user={}", "/reports/sales/?owner={}"])
def test_a_number_that_no_person_can_have_is_no_filter(login, address):
    """Keys of people have four bytes: the database faults beyond that."""
    assert login().get(address.format(2**31), follow_redirects=True).status_code == 200
