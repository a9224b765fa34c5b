"""/api/v1/proposal, contract, paper_line and template: written by the same actions as the screens; answers come by the link alone."""

from __future__ import annotations

from typing import Any

from app.access.roles import FRONT_DESK, SALES
from app.core.clock import today
from app.core.month import Month
from tests.offers import opportunity


def test_from_a_draft_to_what_is_sent(program: Any, make: Any) -> None:
    deal = opportunity(make)
    membership, space = make.membership(deal.location), make.space(deal.location)
    values = {"membership_id": membership.id, "space_id": space.id, "starts_on": str(Month.of(today(deal.location.zone)).next.first)}
    sales, ids = program(SALES), (deal.id, membership.id)
    make.session.rollback()

    status, made = sales.post("proposal/", opportunity_id=ids[0])
    assert (status, made["result"]["addressee"], made["result"]["status"]) == (201, "Thandi Nkosi", "draft")
    assert sales.post(f"proposal/{made['id']}/send")[0] == 422  # nothing is offered yet
    status, line = sales.post("paper_line/", paper_id=made["id"], **values, places=3)
    assert (status, line["result"]["places"]) == (201, 3)
    assert sales.post("paper_line/", paper_id=made["id"], **values, places=0)[0] == 422
    assert sales.put(f"paper_line/{line['id']}", places=1)[1]["result"]["places"] == 1

    sent = sales.post(f"proposal/{made['id']}/send")[1]["result"]

    assert (sent["status"], sent["first_invoice"]["total"], sent["monthly"]["total"]) == ("sent", 339250, 339250)
    assert not {"secret_hash", "link_key", "signer_address"} & set(sent)
    assert sales.put(f"proposal/{made['id']}", subject="Other")[0] == 422
    assert sales.put(f"paper_line/{line['id']}", places=2)[0] == 422
    assert sales.post(f"proposal/{made['id']}/agree")[0] == 404
    assert sales.get(f"contract/{made['id']}")[0] == 404  # it is no contract
    assert sales.post(f"proposal/{made['id']}/next_version")[1]["result"]["version"] == 2


def test_who_may_not_sell_or_write_templates(program: Any, make: Any) -> None:
    deal = opportunity(make)
    deal_id = deal.id
    assert program(FRONT_DESK).post("proposal/", opportunity_id=deal_id)[0] == 403
    assert program(SALES).post("template/", kind="proposal", name="N", subject="S", body="B")[0] == 403
    status, told = program().post("template/", kind="proposal", name="N", subject="S", body="{{ secret }}")
    assert status == 422 and "secret" in str(told)
