"""Guests as people paste them."""

from __future__ import annotations

import pytest

from app.rules.guest_lines import BadLine, GuestLine, guests_in


@pytest.mark.parametrize(
    ("text", "guests"),
    [
        ("", []),
        ("Mia Jansen", [GuestLine("Mia Jansen")]),
        ("Mia  Jansen , mia@example.com, Acme", [GuestLine("Mia Jansen", "mia@example.com", "Acme")]),
        ("Mia\tAcme\tmia@example.com", [GuestLine("Mia", "mia@example.com", "Acme")]),
        (
            '"Jansen, Mia" <mia@example.com>; Sam <sam@example.com>',
            [GuestLine("Jansen, Mia", "mia@example.com"), GuestLine("Sam", "sam@example.com")],
        ),
        ("Mia <mia@example.com>, Acme", [GuestLine("Mia", "mia@example.com", "Acme")]),
        ("mia.jansen@example.com", [GuestLine("Mia Jansen", "mia.jansen@example.com")]),
        ("<mia@example.com>\n\n<mia@example.com>", [GuestLine("Mia", "mia@example.com")]),
    ],
)
def test_lines(text, guests):
    assert guests_in(text) == guests


def test_a_line_without_a_name_is_told_by_its_number():
    with pytest.raises(BadLine) as bad:
        guests_in("Mia\n , ;\n")
    assert bad.value.number == 2
