"""A key is its sender's own: two programs that count from 1 do not meet, nor a program and the house."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.access.roles import FINANCE, FRONT_DESK, LOCATION_MANAGER
from app.actions.onboarding.onboard import onboard
from app.actions.own_key import LONGEST, SENT, own_key, sent_key
from app.actions.payments.apply_credit import apply_credit
from app.actions.payments.record_eft import record_eft
from app.models import Onboarding, Purchase
from tests.views.test_forms import Form


@pytest.fixture
def two(program):
    return program(FINANCE), program(FINANCE)


def test_credits_that_two_programs_give_under_one_key_are_given_twice(two, make):
    wallet = make.wallet()
    for each in two:
        for _again in range(2):
            assert each.post(f"wallet/{wallet.id}/grant", amount_cents=5000, key="1", reason="Sorry")[0] == 200
    assert two[0].get(f"wallet/{wallet.id}")[1]["result"]["balance_cents"] == 10000


def test_money_and_refunds_of_two_programs_under_one_key_are_two(two, make):
    made = []
    for each in two:
        organisation = make.organisation()
        status, payment = each.post("payment/", organisation_id=organisation.id, amount_cents=5000, reference="x", key="1")
        assert status == 201, payment
        status, refund = each.post("refund/", payment_id=payment["id"], amount_cents=5000, reference="y", reason="Twice", key="1")
        assert status == 201, refund
        made.append((payment["id"], refund["id"]))
    assert made[0][0] != made[1][0] and made[0][1] != made[1][1]


def test_a_program_that_guesses_a_key_of_the_house_is_not_answered_with_what_the_house_did(two, make):
    """Lines of the bank are recorded as bank-NUMBER."""
    organisation_id = make.organisation().id
    ours = record_eft(organisation_id, key="bank-1", amount_cents=100, reference="x", by=SYSTEM).id
    status, made = two[0].post("payment/", organisation_id=organisation_id, amount_cents=5000, reference="x", key="bank-1")
    assert (status, made["id"] != ours) == (201, True), made


def test_two_programs_that_take_one_credit_note_off_two_invoices_both_do(two, make):
    organisation = make.organisation()
    note = make.credit_note(organisation, 230_000)
    invoices = [make.invoice(organisation, kind=kind).id for kind in ("monthly", "manual")]
    for each in invoices:
        apply_credit(each, key=f"use {each}", by=SYSTEM)
    for program, invoice_id in zip(two, invoices, strict=True):
        status, said = program.post(f"credit_note/{note.id}/release", invoice_id=invoice_id, key="1", reason="Meant for August")
        assert status == 200, said
    assert [two[0].get(f"invoice/{each}")[1]["result"]["paid_cents"] for each in invoices] == [0, 0]


def test_two_programs_that_sell_to_one_member_under_one_key_sell_twice(program, make, session):
    location = make.location()
    member = make.user("Member", organisation_id=make.organisation(location, buys_on_account=True).id)
    product = make.product(location)
    for each in (program(LOCATION_MANAGER), program(LOCATION_MANAGER)):
        for _again in range(2):
            status, said = each.post("purchase/", product_id=product.id, user_id=member.id, way="next_invoice", key="1")
            assert status == 201, said
    assert len(session.scalars(select(Purchase)).all()) == 2


def test_a_form_of_onboarding_is_its_senders_own(login, make, session):
    """Else it would be answered with whom somebody else brought in under that key."""
    make.role("Member")
    location = make.location()
    place = {
        "membership_id": make.membership(location).id,
        "space_id": make.space(location, capacity=9).id,
        "starts_on": dt.date(2026, 6, 12),
    }
    onboard(
        key="1",
        organisation={"name": "Ann"},
        person={"first_name": "Ann", "last_name": "A", "email": "ann@acme.example"},
        license=place,
        by=SYSTEM,
    )
    typed = {"membership": place["membership_id"], "space": place["space_id"], "starts_on": "2026-06-12"}
    answer = Form(login(FRONT_DESK), "/onboarding/").send(
        **typed, first_name="Bob", last_name="B", email="bob@acme.example", organisation_name="Bob", key="1"
    )
    assert answer.status_code == 302, answer.get_data(as_text=True)[:2000]
    assert len(session.scalars(select(Onboarding)).all()) == 2


def test_a_key_that_is_ones_own_stays_and_a_long_one_fits_everywhere(make):
    by, other = make.actor(FINANCE), make.actor(FINANCE)
    assert sent_key(by, " 1 ") == f"{by.id}:1" == own_key(by, f"{by.id}:1")
    assert sent_key(other, f"{by.id}:1") == f"{other.id}:{by.id}:1"
    assert len(sent_key(by, "x" * 500)) <= SENT < LONGEST and sent_key(by, "x" * 500) != sent_key(by, "x" * 501)
    assert (sent_key(by, None), sent_key(by, "  ")) == ("", "")
