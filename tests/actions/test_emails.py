"""Addresses as people type them are kept as mail can be sent to them."""

from __future__ import annotations

import pytest

from app.actions.emails import addresses, one_address
from app.core.errors import Refused


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Ann@ACME.example ", "Ann@acme.example"),
        ("pay@faß.de", "pay@xn--fa-hia.de"),
        ("pay@xn--fa-hia.de", "pay@xn--fa-hia.de"),
        ("pay@BÜCHER.example", "pay@xn--bcher-kva.example"),
        ("", ""),
    ],
)
def test_a_domain_is_kept_in_ascii(app, typed, kept):
    assert one_address(typed, field="email") == kept


@pytest.mark.parametrize("typed", ["łukasz@acme.example", "a b@acme.example", "ann@-.example", "ann"])
def test_what_no_mail_server_takes_is_refused_where_it_is_typed(app, typed):
    with pytest.raises(Refused):
        one_address(typed, field="email")


def test_several_are_kept_once_each(app):
    assert addresses("a@bücher.example, a@xn--bcher-kva.example; b@c.example", field="email") == "a@xn--bcher-kva.example; b@c.example"
