"""What PaperCut answered is still true after the sandbox was killed; its card is on the index page."""

from __future__ import annotations

import signal
import urllib.request

import pytest

from tests.contracts.papercut_examples import furnished, held, logged
from tests.sandbox.test_process import Own, own
from tests.vendors import Vendors

__all__ = ["own"]


@pytest.mark.drill
def test_accounts_and_credit_survive_a_kill(own: Own) -> None:
    printing = own.vendors.printing()
    furnished(printing, cents=1234)
    own.vendors.post("/_control/papercut/groups", {"name": "foyer-members"})
    printing.add_to_group("anna", "foyer-members")
    before = held(own.vendors)

    own.end(signal.SIGKILL)
    own.start()

    assert held(own.vendors) == before
    assert logged(own.vendors) == [("12.34", "opening")]
    own.vendors.printing().adjust("anna", cents=1, reference="after")
    assert own.vendors.printing().balance("anna") == 1235
    assert logged(own.vendors)[-1] == ("0.01", "after")


def test_the_index_page_has_a_card(vendors: Vendors) -> None:
    furnished(vendors.printing(), cents=100)
    with urllib.request.urlopen(vendors.url) as answer:
        page = answer.read().decode()
    assert "PaperCut" in page
    assert "1 accounts, 1 transactions, 50 calls a second" in page
    assert "POST */api.adjustUserAccountBalance" in page
