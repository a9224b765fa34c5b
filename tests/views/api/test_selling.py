"""Programs work on tasks and tracks by the same verbs as people."""

from __future__ import annotations

from app.access.actor import SYSTEM
from app.access.roles import LOCATION_MANAGER, NETWORK_ADMIN, SALES
from app.actions.opportunities.open import open_opportunity
from app.rules.task_dates import Anchor


def test_tasks_are_added_completed_and_skipped(program, make):
    make.track(is_default=True, tasks=(("Call", None, Anchor.OPENED, 0), ("Tour", 0, Anchor.PARENT_DONE, 2)))
    deal, sales = open_opportunity(make.lead().id, by=SYSTEM), program(SALES)
    _status, answer = sales.get("task/")
    assert [(each["title"], each["is_estimate"], each["status"]) for each in answer["result"]] == [("Call", False, "open"), ("Tour", True, "open")]
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
