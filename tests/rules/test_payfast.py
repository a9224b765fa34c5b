"""PayFast's signatures, against parameter strings that are written out by hand as contracts.md 1.3, 1.4 and 1.6 say."""

from __future__ import annotations

from hashlib import md5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.payfast import api_signature, checkout_form, encoded, is_lost_card, is_signed, notice_signature

PHRASE = "jt7NOE43FZPn"


def digest(text: str) -> str:
    return md5(text.encode()).hexdigest()


def test_parameters_are_written_as_php_writes_them():
    assert encoded("a b~c.d-e_f/é*'!()&=+%") == "a+b%7Ec.d-e_f%2F%C3%A9%2A%27%21%28%29%26%3D%2B%25"


def test_a_form_is_signed_in_the_canonical_order_trimmed_and_without_what_is_empty():
    fields = {
        "item_name": " Invoice KLF-00012 ", "amount": "1234.50", "cycles": "0", "custom_str1": "later", "custom_int1": "7", "name_first": " \t\0",
        "merchant_key": "46f0cd694581a", "merchant_id": "10000100", "return_url": "http://localhost:8000/my/invoices?x=1", "subscription_type": "2",
    }  # fmt: skip

    posted = checkout_form(fields, PHRASE)

    told = (
        "merchant_id=10000100&merchant_key=46f0cd694581a&return_url=http%3A%2F%2Flocalhost%3A8000%2Fmy%2Finvoices%3Fx%3D1&amount=1234.50"
        "&item_name=Invoice+KLF-00012&custom_int1=7&custom_str1=later&subscription_type=2&cycles=0"
    )
    assert posted[-1] == ("signature", digest(f"{told}&passphrase=jt7NOE43FZPn"))
    assert "&".join(f"{name}={encoded(value)}" for name, value in posted[:-1]) == told
    assert checkout_form(fields, "")[-1] == ("signature", digest(told))
    with pytest.raises(ValueError, match="setup"):
        checkout_form({"setup": "1"}, PHRASE)


def test_the_api_is_signed_by_name_with_the_passphrase_in_its_place():
    values = {"version": "v1", "timestamp": "2026-11-22T17:00:00+0200", "merchant-id": "10000100", "amount": "12345", "item_name": "June"}

    told = "amount=12345&item_name=June&merchant-id=10000100&passphrase=jt7NOE43FZPn&timestamp=2026-11-22T17%3A00%3A00%2B0200&version=v1"
    assert api_signature(values, PHRASE) == digest(told)


def test_a_notice_is_signed_as_received_blanks_included_up_to_its_signature():
    pairs = (("m_payment_id", "inv-KLF-00012-1"), ("item_description", ""), ("custom_str1", " x "), ("custom_int1", "0"))
    told = digest("m_payment_id=inv-KLF-00012-1&item_description=&custom_str1=+x+&custom_int1=0&passphrase=jt7NOE43FZPn")

    assert notice_signature(pairs, PHRASE) == told
    assert is_signed((*pairs, ("signature", told), ("amount_gross", "999.00")), PHRASE)
    assert not is_signed((*pairs[::-1], ("signature", told)), PHRASE), "the order counts"
    assert not is_signed((*pairs, ("signature", told)), "another")
    assert not is_signed((*pairs, ("signature", told), ("signature", told)), PHRASE)
    assert not is_signed(pairs, PHRASE)
    assert not is_signed((*pairs, ("signature", "é")), PHRASE)


@given(st.lists(st.tuples(st.text(max_size=8), st.text(max_size=8)), max_size=4), st.integers(0, 3), st.text(min_size=1, max_size=2))
def test_no_value_of_a_signed_notice_can_change(pairs, which, more):
    kept = tuple((name.replace("signature", "") + "n", value) for name, value in pairs)
    try:
        told = notice_signature(kept, PHRASE)
    except UnicodeEncodeError:
        return
    assert is_signed((*kept, ("signature", told)), PHRASE)
    if which < len(kept):
        changed = tuple((name, value + more if n == which else value) for n, (name, value) in enumerate(kept))
        assert not is_signed((*changed, ("signature", told)), PHRASE)


def test_which_cards_are_lost():
    assert [words for words in ("Expired card (54)", "Failure - The subscription status is cancelled", "Not Found", "Insufficient funds (51)", "Do not honour (05)", "") if is_lost_card(words)] == [
        "Expired card (54)", "Failure - The subscription status is cancelled", "Not Found",
    ]  # fmt: skip
