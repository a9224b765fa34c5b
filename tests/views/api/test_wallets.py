"""Programs move credits by the same verbs, once a key, and see the own rows alone."""

from __future__ import annotations

from app.access.roles import FINANCE, LOCATION_MANAGER


def test_a_program_opens_tops_up_and_reads(program, make):
    finance, organisation = program(FINANCE), make.organisation()
    status, made = finance.post("wallet/", organisation_id=organisation.id, unit="space")
    assert status == 201, made
    wallet_id = made["id"]
    for _again in range(2):
        status, answer = finance.post(f"wallet/{wallet_id}/top-up", amount_cents=50000, key="order-7", reason="Card 4711")
        assert status == 200, answer
    status, answer = finance.get(f"wallet/{wallet_id}")
    assert (answer["result"]["balance_cents"], answer["result"]["free_cents"]) == (50000, 50000)
    _status, answer = finance.get("ledger_entry/")
    assert [(each["kind"], each["cents"], each["cause"]) for each in answer["result"]] == [
        ("topup", 50000, f"topup:{finance.user_id}:order-7")
    ], "the key is the account's own"
    for wrong, status in (({"amount_cents": -5}, 422), ({"amount_cents": "ten"}, 422), ({"reason": ""}, 422), ({"key": ""}, 422)):
        asked = {"amount_cents": 100, "key": "k", "reason": "why"} | wrong
        answered, said = finance.post(f"wallet/{wallet_id}/grant", **asked)
        assert answered == status and next(iter(wrong)) in str(said), said


def test_elsewhere_is_not_there(program, make):
    wallet = make.wallet(bought=100)
    manager = program(LOCATION_MANAGER, locations=[make.location()])
    assert manager.get(f"wallet/{wallet.id}")[0] == 404
    assert manager.get("lot/")[1]["count"] == manager.get("ledger_entry/")[1]["count"] == 0
    assert manager.post(f"wallet/{wallet.id}/adjust", amount_cents=5, key="k", reason="why")[0] == 404
