"""Whole numbers of addresses and forms: what is none is none, wherever it is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.web.numbers import LARGEST_KEY, whole, wholes

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("text", ["", " 1", "1 ", "-1", "+1", "1.0", "1_0", "²", "١", "१२", "a", "1\x00", "9" * 19, "9" * 5000, None])
def test_what_is_no_number_is_none(text):
    assert whole(text) is None


def test_from_nothing_to_the_most():
    assert (whole("0"), whole("007"), whole(12), whole(str(LARGEST_KEY)), whole("23", 23), whole("24", 23)) == (
        0,
        7,
        12,
        LARGEST_KEY,
        23,
        None,
    )
    assert wholes(["3", "x", "²", "1"]) == [3, 1]


def test_screens_read_numbers_in_one_way():
    """`"²".isdigit()` is true, and `int("²")` an error page."""
    files = [each for folder in ("views", "app/web") for each in (ROOT / folder).rglob("*.py") if each.name != "numbers.py"]
    assert len(files) > 100
    assert [str(each) for each in files if ".isdigit(" in (text := each.read_text()) or ".isdecimal(" in text] == []
