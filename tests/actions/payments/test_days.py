"""A day on which money came or went is one that people mean, and has come; else the field is named, and nothing is recorded."""

from __future__ import annotations

import datetime as dt

import pytest

from app.access.actor import SYSTEM
from app.actions.payments.charge_back import charge_back_payment
from app.actions.payments.record_eft import record_eft
from app.actions.payments.refund import refund_payment
from app.core.errors import Refused
from tests.actions.payments.test_charge_back import by_card
from tests.actions.payments.test_refund import SAID, paid

__all__ = ["paid"]
ODD = {dt.date(152, 3, 29): "too far away", dt.date(9999, 12, 31): "still to come"}


@pytest.mark.parametrize(("day", "words"), ODD.items())
def test_a_day_that_nobody_means_is_refused_at_its_field(make, paid, day, words):
    invoice, payment = paid
    card = by_card(make.invoice(), 115_000)
    for field, act in (
        ("received_on", lambda: record_eft(invoice.organisation_id, key="b", amount_cents=1, reference="x", received_on=day, by=SYSTEM)),
        ("refunded_on", lambda: refund_payment(payment.id, key="b", amount_cents=1, refunded_on=day, **SAID)),
        ("taken_on", lambda: charge_back_payment(card.id, taken_on=day, reference="CB", by=SYSTEM)),
    ):
        with pytest.raises(Refused, match=words) as refusal:
            act()
        assert refusal.value.field == field
