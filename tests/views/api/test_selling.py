"""Programs work on tasks and tracks by the same verbs as people."""

from __future__ import annotations

from app.access.actor import SYSTEM
from app.access.roles import FINANCE, LOCATION_MANAGER, NETWORK_ADMIN, SALES
from app.actions.opportunities.open import open_opportunity
from app.rules.task_dates import Anchor


def test_tasks_are_added_completed_and_skipped(program, make):
    make.track(is_default=True, tasks=(("Call", None, Anchor.OPENED, 0), ("Tour", 0, Anchor.PARENT_DONE, 2)))
    deal, sales = open_opportunity(make.lead().id, by=SYSTEM), program(SALES)
    _status, answer = sales.get("task/")
    assert [(each["title"], each["is_estimate"], each["status"]) for each in answer["result"]] == [
        ("Call", False, "open"),
        ("Tour", True, "open"),
    ]
    call, tour = (each["id"] for each in answer["result"])
    assert sales.post(f"task/{call}/complete", outcome="Six desks")[1]["result"]["outcome"] == "Six desks"
    assert sales.get(f"task/{tour}")[1]["result"]["is_estimate"] is False
    assert sales.post(f"task/{tour}/skip")[0] == 422
    assert sales.post(f"task/{tour}/skip", reason="They know the house")[1]["result"]["status"] == "skipped"
    status, made = sales.post("task/", opportunity_id=deal.id, title="Bring a fob", offset_days=2)
    assert status == 201, made
    assert sales.post("task/", title="For nobody")[0] == 422
    assert sales.delete(f"task/{call}")[0] in (404, 405)
    stranger = program(LOCATION_MANAGER, locations=[make.location()])
    assert stranger.post(f"task/{tour}/reopen")[0] == 404


def test_an_opportunity_is_opened_abandoned_and_opened_again(program, make):
    make.track(is_default=True, tasks=(("Call", None, Anchor.OPENED, 0),))
    lead, admin = make.lead(), program(NETWORK_ADMIN)
    reason = admin.post("abandon_reason/", name="Too far")[1]["id"]
    sales = program(SALES, locations=[lead.location])
    status, deal = sales.post("opportunity/", lead_id=lead.id)
    assert (status, deal["result"]["stage"]) == (201, "new")
    assert sales.post("opportunity/", lead_id=lead.id)[0] == 422, "one at a time"
    address = f"opportunity/{deal['id']}"
    status, said = sales.post(f"{address}/abandon")
    assert (status, said["field"]) == (422, "reason")
    lost = sales.post(f"{address}/abandon", reason_id=reason, note="By a river")[1]["result"]
    assert (lost["stage"], lost["abandon_reason_id"], lost["abandon_note"]) == ("abandoned", reason, "By a river")
    assert [each["status"] for each in sales.get("task/")[1]["result"]] == ["cancelled"]
    assert sales.post(f"{address}/reopen")[1]["result"]["stage"] == "new"
    assert sales.post(f"{address}/reopen")[0] == 422
    assert program(FINANCE).post(f"{address}/abandon", reason_id=reason)[0] == 403
    assert program(SALES, locations=[make.location()]).post(f"{address}/reopen")[0] == 404


def test_contacts_are_put_right_left_in_peace_and_merged(program, make):
    lead = make.lead(phone="082 555 0101")
    twin = make.lead(lead.location, name=lead.name)
    sales = program(SALES, locations=[lead.location])
    _status, found = sales.get("contact/")
    assert {each["id"] for each in found["result"]} == {lead.contact_id, twin.contact_id} and "email_key" not in found["result"][0]
    address = f"contact/{lead.contact_id}"
    status, changed = sales.put(address, company="Baobab (Pty) Ltd")
    assert (status, changed["result"]["company"], changed["result"]["phone"]) == (200, "Baobab (Pty) Ltd", "082 555 0101"), "the rest stays"
    assert sales.put(address, email=twin.email)[1]["field"] == "email"
    assert sales.post(f"{address}/leave_in_peace")[1]["field"] == "reason"
    assert sales.post(f"{address}/leave_in_peace", reason="Asked us to")[1]["result"]["do_not_contact_reason"] == "Asked us to"
    again = sales.post(f"{address}/contact_again", source="On the phone")[1]["result"]
    assert (again["do_not_contact_at"], again["consent_source"]) == (None, "On the phone")
    assert sales.put(address, consent_source="Bought a list")[0] == 422, "consent has a verb of its own"
    assert sales.post(f"{address}/merge", gone_id=twin.contact_id)[1]["result"]["id"] == lead.contact_id
    assert sales.get(f"contact/{twin.contact_id}")[1]["result"]["merged_into_id"] == lead.contact_id
    assert sales.put(f"contact/{twin.contact_id}", name="Ann")[0] == 422
    assert sales.post("contact/", name="Ann")[0] in (404, 405)
    stranger, finance = program(SALES, locations=[make.location()]), program(FINANCE)
    assert (stranger.get(address)[0], stranger.put(address, name="Ann")[0], stranger.post(f"{address}/leave_in_peace", reason="x")[0]) == (
        404,
        404,
        404,
    )
    assert finance.put(address, name="Ann")[0] == 403


def test_leads_on_one_phone_are_joined(program, make):
    first, second = (make.lead(make.location(), phone="082 555 0101") for _ in range(2))
    sales = program(SALES)
    status, said = sales.post(f"lead/{second.id}/join", into_id=first.id)
    assert status == 422 and "another location" in said["message"]
    here = make.lead(first.location, phone="082 555 0101")
    assert sales.post(f"lead/{here.id}/join", into_id=first.id)[1]["result"]["id"] == first.id
    assert sales.get(f"lead/{here.id}")[1]["result"]["status"] == "abandoned"


def test_tracks_and_their_tasks(program):
    admin, sales = program(NETWORK_ADMIN), None
    status, made = admin.post("track/", name="Tours", is_default=True)
    assert status == 201, made
    status, call = admin.post("track_task/", track_id=made["id"], title="Call")
    assert status == 201, call
    _status, mail = admin.post("track_task/", track_id=made["id"], title="Mail")
    assert admin.post(f"track_task/{mail['id']}/move", way="inward")[1]["result"]["parent_id"] == call["id"]
    assert admin.post(f"track_task/{mail['id']}/move", way="sideways")[0] == 422
    assert admin.put(f"track_task/{mail['id']}", offset_days=400)[0] == 422
    assert admin.put(f"track_task/{mail['id']}", offset_days=3)[0] == 200
    assert admin.delete(f"track_task/{call['id']}")[0] == 200
    assert admin.get("track_task/")[1]["count"] == 0
    assert admin.post("abandon_reason/", name="Too far")[0] == 201
    sales = program(SALES)
    assert sales.get("track/")[1]["count"] == 1
    assert sales.post("track/", name="Mine")[0] == 403
