"""Which words of an organisation let it pay how; none lets it pay in every way (U2)."""

from __future__ import annotations

import pytest

from app.rules.ways_to_pay import Way, allows, in_order

TEXTS = [
    ("", True),
    (" ; ", True),
    ("card", True),
    ("eft; card", True),
    (" Card;EFT", True),
    ("eft", False),
    ("Barter", False),
    ("cards", False),
    ("gift card", False),
    ("eft;\tcard ;", True),
]


@pytest.mark.parametrize(("text", "said"), TEXTS)
def test_a_way_is_open_where_it_is_named_or_none_is(text, said):
    assert allows(text, Way.CARD) is said


def test_ways_are_kept_in_one_order_and_what_is_none_is_named():
    assert [in_order(text) for text in ("", " ;", "Card; eft;card", "EFT")] == ["", "", "eft; card", "eft"]
    with pytest.raises(ValueError, match=r"^barter$"):
        in_order("eft; Barter; card")
