"""Debtors for programs: the list, the statement, and what is said, within the scope and the permission of who asks."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from app.access.actor import SYSTEM
from app.actions.payments.record_eft import record_eft


@pytest.fixture
def acme(make):
    """R1 150 due on 8 June, of which R150 are paid."""
    acme = make.organisation(name="Acme", code="ACM")
    make.invoice(acme, number="KLF-1")
    record_eft(acme.id, key="a", amount_cents=15_000, reference="EFT 7", received_on=dt.date(2026, 6, 10), by=SYSTEM)
    return acme


def test_a_program_reads_debtors_and_statements_and_says_what_was_promised(program, acme, make):
    with time_machine.travel(dt.datetime(2026, 6, 20, 8, tzinfo=dt.UTC)):
        finance = program("Finance", locations=[acme.location])
        status, made = finance.post("debtor_note/", organisation_id=acme.id, kind="promise", amount_cents=100_000, until="2026-06-25")
        assert (status, made["result"]["currency"]) == (201, "ZAR"), made
        (found,) = finance.get("debtor/")[1]["result"]
        assert (found["code"], found["owed_cents"], found["overdue_cents"], found["open_invoices"]) == ("ACM", 100_000, 100_000, 1)
        assert found["promise"] == {"amount_cents": 100_000, "until": "2026-06-25", "kept_cents": 0, "is_broken": False}
        assert finance.get("debtor/?day=2026-06-05")[1]["result"][0]["overdue_cents"] == 0
        told = finance.get(f"debtor/{acme.id}/statement?from=2026-06-01&to=2026-06-30")[1]
        assert (told["opening_cents"], told["closing_cents"], [each["cents"] for each in told["movements"]]) == (
            0,
            100_000,
            [115_000, -15_000],
        )
        assert finance.post(f"debtor_note/{made['id']}/withdraw")[0] == 200
        assert finance.get("debtor/")[1]["result"][0]["promise"] is None


def test_what_is_wrong_is_named_and_others_learn_nothing(program, acme, make):
    finance, elsewhere = program("Finance"), program("Finance", locations=[make.location()])
    for address, field in (
        ("debtor/?day=never", "day"),
        ("debtor/?location=x", "location"),
        (f"debtor/{acme.id}/statement?from=2026-02-01&to=2026-01-01", "to"),
    ):
        status, said = finance.get(address)
        assert (status, said["field"]) == (422, field), said
    for told, field in (
        ({"kind": "guess"}, "kind"),
        ({"kind": "promise"}, "amount_cents"),
        ({}, "text"),
        ({"kind": "review", "text": "x"}, "until"),
    ):
        status, said = finance.post("debtor_note/", organisation_id=acme.id, **told)
        assert (status, field in str(said)) == (422, True), said
    assert elsewhere.get("debtor/")[1]["result"] == []
    assert elsewhere.get(f"debtor/{acme.id}/statement")[0] == 404
    assert elsewhere.post("debtor_note/", organisation_id=acme.id, text="x")[0] == 404
