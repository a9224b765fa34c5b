"""Amounts of tiles and titles have no cents, and lose nothing else, however a country writes thousands."""

from __future__ import annotations

import pytest

from app.core.formats import money_said
from app.rendering.reports.say import rounded_said


def digits(text: str) -> str:
    return "".join(each for each in text if each.isdigit())


@pytest.mark.parametrize("locale", ["en", "en_US", "en_GB", "en_ZA", "en_NL", "en_IN", "de", "de_DE", "nl", "nl_NL", "af", "zu"])
@pytest.mark.parametrize("currency", ["ZAR", "EUR", "USD", "GBP", "INR"])
@pytest.mark.parametrize("cents", [0, 49, 50, 1_00, 100_00, 1_000_00, 12_000_00, 100_000_49, 1_000_000_00, 1_200_000_00, -25_000_00])
def test_what_is_told_is_the_amount_without_its_cents(cents, currency, locale):
    whole = int(f"{abs(cents) / 100 + 1e-9:.0f}") if cents % 100 != 50 else abs(cents) // 100 + 1
    assert digits(rounded_said(cents, currency, locale)) == str(whole)
    assert digits(money_said(cents // 100 * 100, currency, locale)).endswith("00")
