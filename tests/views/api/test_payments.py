"""EFTs from a program: recorded once, by who may, and read with what they paid."""

from __future__ import annotations

import pytest

from app.models.invoice import InvoiceStatus


@pytest.fixture
def invoice(make):
    return make.invoice()


def test_a_program_records_an_eft_once(program, invoice, session):
    finance = program("Finance", locations=[invoice.location])
    told = {
        "organisation_id": invoice.organisation_id,
        "amount_cents": 120_000,
        "reference": "ACME June",
        "received_on": "2026-06-30",
        "key": "bank-17",
        "invoice_id": invoice.id,
    }

    status, made = finance.post("payment/", **told)
    assert (status, made["result"]["credit_cents"], made["result"]["kind"]) == (201, 5_000, "eft"), made
    assert finance.post("payment/", **told)[1]["id"] == made["id"]
    (part,) = finance.get("payment_part/")[1]["result"]
    assert (part["invoice_id"], part["cents"]) == (invoice.id, 115_000)
    session.refresh(invoice)
    assert invoice.status is InvoiceStatus.PAID


def test_what_is_missing_is_named_and_who_may_not_know_does_not(program, invoice, make):
    finance = program("Finance")
    assert "organisation_id" in str(finance.post("payment/"))
    status, said = finance.post("payment/", organisation_id=invoice.organisation_id, key="a", amount_cents=-5, reference="x")
    assert (status, "amount_cents" in str(said)) == (422, True), said
    elsewhere = program("Finance", locations=[make.location()])
    assert elsewhere.post("payment/", organisation_id=invoice.organisation_id, key="a", amount_cents=5, reference="x")[0] == 404


def test_a_program_gives_money_back_once_and_records_a_chargeback(program, invoice, make, session):
    finance = program("Finance", locations=[invoice.location])
    _, made = finance.post(
        "payment/", organisation_id=invoice.organisation_id, amount_cents=120_000, reference="x", key="a", invoice_id=invoice.id
    )
    told = {
        "payment_id": made["id"],
        "amount_cents": 15_000,
        "invoice_id": invoice.id,
        "reference": "EFT 9",
        "reason": "Left early",
        "key": "r-1",
    }
    status, back = finance.post("refund/", **told)
    assert (status, back["result"]["state"], back["result"]["way"]) == (201, "done", "eft"), back
    assert finance.post("refund/", **told)[1]["id"] == back["id"]
    session.refresh(invoice)
    assert invoice.due_cents == 15_000
    assert finance.get(f"payment/{made['id']}")[1]["result"]["refunded_cents"] == 15_000
    status, said = finance.post("refund/", **told | {"key": "r-2", "amount_cents": 10**9})
    assert (status, "amount_cents" in str(said)) == (422, True), said
    assert finance.post(f"payment/{made['id']}/chargeback", reference="CB-1")[0] == 422, "an EFT is not taken back"
    elsewhere = program("Finance", locations=[make.location()])
    assert elsewhere.post("refund/", **told | {"key": "r-3"})[0] == 404
