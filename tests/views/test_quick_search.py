"""The one box above a list: it looks through names of relations as well."""

from __future__ import annotations

from typing import Any

import pytest

from app.access.roles import NETWORK_ADMIN
from app.web import filter_kinds
from tests.make import Make


@pytest.mark.parametrize(
    ("few", "newest"), [(0, 50), (0, 2000), (1000, 2000)]
)  # every other has the word; many have it, though hardly one of the newest; few have it
def test_the_search_above_a_list_finds_by_the_name_of_a_relation_whether_few_have_it_or_many(
    login: Any, make: Make, monkeypatch: pytest.MonkeyPatch, few: int, newest: int
) -> None:
    """Few are found first and their rows by index, for many each row is asked; a list shows the same."""
    monkeypatch.setattr(filter_kinds, "FEW_OWNERS", few)
    monkeypatch.setattr(filter_kinds, "NEWEST", newest)
    place = make.location()
    for name in ("Blue Studio", "Blue Labs", "Amber Labs"):
        own = make.organisation(place, name=name)
        make.license(own, user_id=make.user(first_name="Anna", last_name=f"Of{name.replace(' ', '')}").id)
        make.invoice(own)
    browser = login(NETWORK_ADMIN)

    def shown(address: str) -> set[str]:
        page = browser.get(address).get_data(as_text=True)
        assert "makes no sense" not in page
        return {name for name in ("Blue Studio", "Blue Labs", "Amber Labs") if name in page}

    assert shown("/invoices/list/?_flt_10_number=blue") == {"Blue Studio", "Blue Labs"}
    assert shown("/invoices/list/?_flt_10_number=labs blue") == {"Blue Labs"}
    assert shown("/invoices/list/?_flt_10_number=green") == set()
    assert shown("/licenses/list/?_flt_10_code=ofblues") == {"Blue Studio"}
    assert shown("/licenses/list/?_flt_10_code=anna amber") == {"Amber Labs"}
