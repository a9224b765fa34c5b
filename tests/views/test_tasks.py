"""Tasks on their screens: what moves is shown before it is saved, my day, the calendar, the mail of the morning, and who sees what."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape
from typing import Any

import pytest
import time_machine
from icalendar import Calendar
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.access.roles import FINANCE, FRONT_DESK, LOCATION_MANAGER, NETWORK_ADMIN, SALES
from app.actions.opportunities.open import open_opportunity
from app.actions.secret_links.renew import renew_link
from app.actions.tasks.complete import complete_task
from app.actions.tasks.remind import remind_of_tasks
from app.actions.users.deactivate import deactivate_user
from app.core.errors import Forbidden
from app.models import AbandonReason, Delivery, Lead, Task, Track, TrackTask
from app.models.delivery import DeliveryState
from app.models.secret_link import LinkKind
from app.models.task import TaskStatus
from app.rules.task_dates import Anchor
from tests.views.test_forms import Form, said_at

TREE = (
    ("Call", None, Anchor.OPENED, 0, {"is_blocking": True}),
    ("Tour", 0, Anchor.PARENT_DONE, 2),
    ("Prices", None, Anchor.OPENED, 1, {"note": "With the new plan."}),
    ("News", None, Anchor.OPENED, 20),
)


@pytest.fixture(autouse=True)
def june() -> Any:
    """Wednesday 3 June 2026, seven in the morning in Cape Town."""
    with time_machine.travel(dt.datetime(2026, 6, 3, 5, tzinfo=dt.UTC), tick=True) as clock:
        yield clock


@pytest.fixture(autouse=True)
def fresh_limits(web_app: Any) -> None:
    web_app.appbuilder.sm.limiter.reset()


@pytest.fixture
def place(make):
    return make.location(code="KLF", name="Kloof", sender_email="kloof@foyer.example")


@pytest.fixture
def seller(make, place):
    return make.user(SALES, first_name="Ann", last_name="Seller", locations=[place])


@pytest.fixture
def deal(make, place, seller, june):
    """Opened on Monday: Call is overdue, Prices were due yesterday, Tour waits."""
    june.move_to(dt.datetime(2026, 6, 1, 8, tzinfo=dt.UTC))
    make.track(name="Tours", is_default=True, tasks=TREE)
    found = open_opportunity(make.lead(place, owner_id=seller.id, name="Thandi Mokoena", company="Baobab Studio").id, by=SYSTEM)
    june.move_to(dt.datetime(2026, 6, 3, 5, tzinfo=dt.UTC))
    return found


@pytest.fixture
def task(deal, session):
    deal_id = deal.id  # a request ends the session that it was read in

    def find(title):
        session.expire_all()
        return session.scalars(select(Task).where(Task.opportunity_id == deal_id, Task.title == title)).one()

    return find


@pytest.fixture
def browser(client, seller, deal):
    """Signed in after the clock went back for the opening: a cookie from the future is worth nothing."""
    assert Form(client, "/login/").send(username=seller.username, password="a long walk on a short pier").status_code == 302
    return client


def words(answer: Any) -> str:
    main = answer.get_data(as_text=True).split("<main", 1)[-1]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<(script|style|svg).*?</\1>", " ", main, flags=re.S))).split())


def effect(browser: Any, page: str, **typed: str) -> str:
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get(page).get_data(as_text=True))
    return words(browser.post(f"{page}/effect", data={"csrf_token": token[1], **typed}))


def test_the_page_of_the_opportunity_has_the_tree_with_its_reasons(browser, deal):
    said = words(browser.get(f"/opportunities/{deal.id}/"))
    assert "4 open, 2 overdue" in said
    assert "waits for “Call”" in said
    assert "2 working days after “Call” is done, which is expected on Wed 3 Jun." in said
    assert "about Fri 5 Jun" in said
    assert "One working day after the opening on Mon 1 Jun." in said


def test_what_moves_is_shown_and_nothing_is_saved_before_the_button(browser, task):
    page = f"/tasks/{task('Call').id}/complete"
    assert effect(browser, page) == "Tour about Fri 5 Jun becomes Fri 5 Jun 2 working days after “Call” was done, on Wed 3 Jun."
    assert (
        effect(browser, page, on="2026-06-01")
        == "Tour about Fri 5 Jun becomes Wed 3 Jun 2 working days after “Call” was done, on Mon 1 Jun."
    )
    assert "still to come" in effect(browser, page, on="2026-06-09")
    assert task("Call").status is TaskStatus.OPEN
    answer = Form(browser, f"{page}?next=/my-day/").send(outcome="Six desks", on="2026-06-02")
    assert answer.location == "/my-day/"
    assert (task("Call").outcome, task("Tour").due_on, task("Tour").is_estimate) == ("Six desks", dt.date(2026, 6, 4), False)
    assert browser.get(page).status_code == 302, "it is over"


def test_postpone_reassign_skip_reopen_and_add_by_their_forms(browser, task, deal, make, place, session):
    desk_id, deal_id = make.user(FRONT_DESK, locations=[place]).id, deal.id
    shown = effect(browser, f"/tasks/{task('Call').id}/postpone", until="2026-06-09")
    assert (
        shown.startswith("Call Mon 1 Jun becomes Tue 9 Jun")
        and "Then moved 6 working days later." in shown
        and "Tour about Fri 5 Jun becomes about Thu 11 Jun" in shown
    )
    wrong = Form(browser, f"/tasks/{task('Call').id}/postpone").send(until="2026-06-06")
    assert "no working day there" in said_at(wrong, "until") and 'value="2026-06-06"' in wrong.get_data(as_text=True)
    assert Form(browser, f"/tasks/{task('Call').id}/postpone").send(until="2026-06-09").status_code == 302
    assert Form(browser, f"/tasks/{task('Call').id}/reassign").send(assignee=str(desk_id)).status_code == 302
    assert Form(browser, f"/tasks/{task('Prices').id}/skip").send(reason="").status_code == 200
    assert Form(browser, f"/tasks/{task('Prices').id}/skip").send(reason="They know them").status_code == 302
    assert (task("Call").due_on, task("Call").assignee_id, task("Prices").status) == (dt.date(2026, 6, 9), desk_id, TaskStatus.SKIPPED)
    assert Form(browser, f"/tasks/{task('Prices').id}/reopen").send().status_code == 302
    assert task("Prices").status is TaskStatus.OPEN
    add = f"/tasks/of/{deal_id}/add"
    assert effect(browser, add, kind="call", offset_days="3", anchor="parent_done", parent=str(task("Call").id), assignee="0") == (
        "… about Fri 12 Jun 3 working days after “Call” is done, which is expected on Tue 9 Jun."
    )
    answer = Form(browser, add).send(title="Bring the plan", kind="meeting", due_on="2026-06-08")
    assert answer.status_code == 302, words(answer)[:900]
    assert answer.location.endswith(f"/opportunities/{deal_id}/")
    assert (task("Bring the plan").due_on, task("Bring the plan").kind.value) == (dt.date(2026, 6, 8), "meeting")


def test_my_day_has_what_can_be_done_and_completes_it_in_place(browser, task, session):
    said = words(browser.get("/my-day/"))
    assert "Overdue 2" in said and "Call" in said and "Prices" in said and "With the new plan." in said
    assert "Tour" not in said and "News" not in said
    assert "1 more task waits for something else." in said
    answer = Form(browser, "/my-day/")
    browser.post(f"/my-day/{task('Call').id}/done", data={"csrf_token": answer.values["csrf_token"], "outcome": "Spoke with her"})
    assert (task("Call").status, task("Call").outcome) == (TaskStatus.DONE, "Spoke with her")
    assert "Tour" in words(browser.get("/my-day/")), "it is due on Friday"


def test_an_empty_day_says_so(login, make, place):
    assert "Nothing to do in the next seven days." in words(login(FRONT_DESK, locations=[place]).get("/my-day/"))


def test_the_start_page_tells_what_is_overdue(browser, deal):
    assert "2 of your tasks are overdue" in words(browser.get("/"))


def test_the_desk_reads_the_tree_without_the_opportunity_and_finance_none(client, make, place, deal, task):
    desk = make.user(FRONT_DESK, locations=[place])
    assert Form(client, "/login/").send(username=desk.username, password="a long walk on a short pier").status_code == 302
    assert client.get(f"/opportunities/{deal.id}/").status_code in (302, 403)
    assert "Thandi Mokoena" in words(client.get(f"/tasks/of/{deal.id}"))
    assert client.get(f"/tasks/{task('Call').id}/complete").status_code == 200


@pytest.mark.parametrize("role", [FINANCE, SALES, LOCATION_MANAGER])
def test_others_learn_nothing_by_an_address(login, make, task, deal, role):
    client = login(role, locations=[make.location()])
    for address in (
        f"/tasks/of/{deal.id}",
        f"/tasks/{task('Call').id}/complete",
        f"/tasks/of/{deal.id}/add",
        f"/opportunities/open/{deal.lead_id}",
    ):
        answer = client.get(address)
        assert answer.status_code in ((404, 403) if role == FINANCE else (404,)), address
        assert b"Thandi" not in answer.get_data()


def test_a_lead_is_opened_with_a_track_whose_dates_are_shown_then_abandoned_and_opened_again(login, make, place, session):
    make.track(name="Tours", is_default=True, tasks=TREE)
    make.session.add(AbandonReason(name="Too expensive"))
    make.session.commit()
    client, lead = login(LOCATION_MANAGER, locations=[place]), make.lead(place, name="Jan de Vries")
    page = f"/opportunities/open/{lead.id}"
    assert "Call Wed 3 Jun Tour about Fri 5 Jun Prices Thu 4 Jun" in effect(
        client, page, track=str(session.scalars(select(Track.id)).one())
    )
    address = Form(client, page).send().location
    assert "Call" in words(client.get(address))
    assert "Please choose one" in words(Form(client, f"{address}abandon").send(reason=""))
    reason = session.scalars(select(AbandonReason.id)).one()
    assert Form(client, f"{address}abandon").send(reason=str(reason), note="Stays at home").status_code == 302
    assert "cancelled on Wed 3 Jun" in words(client.get(address))
    assert (
        Form(client, address).browser.post(f"{address}reopen", data={"csrf_token": Form(client, address).values["csrf_token"]}).status_code
        == 302
    )
    assert "4 open" in words(client.get(address))


def test_a_track_is_built_on_its_page_with_the_dates_of_a_day(login, make, session):
    make.location(name="Kloof")
    client = login(NETWORK_ADMIN)
    assert Form(client, "/tracks/add").send(name="Tours", is_default="y").status_code == 302
    track = session.scalars(select(Track)).one()
    page = f"/tracks/show/{track.id}?opened=2026-06-12"
    Form(client, f"/track-tasks/add/{track.id}").send(title="Call", offset_days="0", anchor="opened", kind="call", role="owner")
    call = session.scalars(select(TrackTask)).one()
    wrong = Form(client, f"/track-tasks/add/{track.id}?parent={call.id}").send(
        title="Tour", offset_days="-1", anchor="parent_done", kind="visit", role="desk"
    )
    assert "Nothing can be due before" in said_at(wrong, "offset_days")
    Form(client, f"/track-tasks/add/{track.id}?parent={call.id}").send(
        title="Tour", offset_days="2", anchor="parent_done", kind="visit", role="desk"
    )
    assert "Call on the day of opening · Whoever owns the opportunity Fri 12 Jun" in words(client.get(page))
    assert "Tour +2 working days from when the one above is done · Front desk, by turns about Wed 17 Jun" in words(client.get(page)), (
        "the 16th is Youth Day"
    )
    tour, token = (
        session.scalars(select(TrackTask).where(TrackTask.title == "Tour")).one(),
        {"csrf_token": Form(client, "/tracks/add").values["csrf_token"]},
    )
    client.post(f"/track-tasks/{tour.id}/move/outward", data=token)
    session.expire_all()
    assert (tour.parent_id, tour.anchor) == (None, Anchor.OPENED)
    assert client.post(f"/track-tasks/{tour.id}/move/sideways", data=token).status_code == 404
    client.post(f"/track-tasks/{tour.id}/remove", data=token)
    assert session.scalars(select(TrackTask.title)).all() == ["Call"]


def test_the_calendar_has_each_open_task_on_its_day_and_ends_with_its_link(client, seller, task, deal, june, admin):
    actor = client.application.appbuilder.sm.actor_of(seller)
    secret = renew_link(LinkKind.MY_TASKS, seller.id, by=actor)
    answer = client.get(f"/ical/{secret}.ics")
    events = {str(event["summary"]): event for event in Calendar.from_ical(answer.get_data()).walk("vevent")}
    assert set(events) == {
        "Overdue: Call: Thandi Mokoena",
        "Tour: Thandi Mokoena",
        "Overdue: Prices: Thandi Mokoena",
        "News: Thandi Mokoena",
    }
    call, tour = events["Overdue: Call: Thandi Mokoena"], events["Tour: Thandi Mokoena"]
    assert (call["dtstart"].dt, call["dtend"].dt, str(call["status"]), str(call["transp"])) == (
        dt.date(2026, 6, 3),
        dt.date(2026, 6, 4),
        "CONFIRMED",
        "TRANSPARENT",
    )
    assert str(tour["status"]) == "TENTATIVE"
    assert client.get(f"/ical/{secret}.ics", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    complete_task(task("Call").id, by=actor)
    assert b"Call" not in client.get(f"/ical/{secret}.ics").get_data()
    with pytest.raises(Forbidden):
        renew_link(LinkKind.MY_TASKS, seller.id, by=admin)
    deactivate_user(seller.id, by=admin)
    assert client.get(f"/ical/{secret}.ics").status_code == 404


def test_the_link_is_made_and_ended_on_its_page(browser):
    token = {"csrf_token": re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/my-day/calendar/").get_data(as_text=True))[1]}
    made = browser.post("/my-day/calendar/renew", data=token).get_data(as_text=True)
    secret = re.search(r"/ical/([\w-]+)\.ics", made)[1]
    assert browser.get(f"/ical/{secret}.ics").status_code == 200
    browser.post("/my-day/calendar/revoke", data=token)
    assert browser.get(f"/ical/{secret}.ics").status_code == 404


def test_one_mail_in_the_morning_of_a_working_day(deal, seller, session, world, june):
    assert remind_of_tasks() == 1
    assert remind_of_tasks() == 0, "once a day"
    (mail,) = world.letters()
    assert (mail["to"], mail["subject"]) == (seller.email, "2 tasks are overdue")
    assert "Call: Thandi Mokoena, Baobab Studio, Kloof, since 1 June 2026" in mail["text"]
    assert "Tour" not in mail["text"]
    june.move_to(dt.datetime(2026, 6, 4, 4, 30, tzinfo=dt.UTC))
    assert remind_of_tasks() == 0, "half past six"
    june.move_to(dt.datetime(2026, 6, 4, 5, 1, tzinfo=dt.UTC))
    assert remind_of_tasks() == 1
    for moment in (
        dt.datetime(2026, 6, 5, 10, 30, tzinfo=dt.UTC),
        dt.datetime(2026, 6, 6, 6, tzinfo=dt.UTC),
        dt.datetime(2026, 6, 16, 6, tzinfo=dt.UTC),
    ):
        june.move_to(moment)
        assert remind_of_tasks() == 0, "after noon, on a Saturday, on Youth Day"


def test_a_mail_whose_tasks_are_done_meanwhile_does_not_go(deal, seller, task, session, world, admin):
    remind_of_tasks()
    for title in ("Call", "Prices"):
        complete_task(task(title).id, by=admin)
    assert world.letters() == []
    row = session.scalars(select(Delivery)).one()
    assert (row.state, row.reason) == (DeliveryState.WITHHELD, "The tasks were done before the mail went.")


def test_nobody_is_told_of_nothing(make, place, session, world):
    lead = make.lead(place)
    make.track(is_default=True, tasks=(("News", None, Anchor.OPENED, 20),))
    open_opportunity(lead.id, by=SYSTEM)
    assert remind_of_tasks() == 0
    assert session.get(Lead, lead.id) is not None


def test_a_task_is_made_on_the_page_of_any_record_and_done_from_my_day(login, make, place, session):
    invoice = make.invoice(make.organisation(place, name="Acme"), status="sent")
    client, page, name, invoice_id = login(FINANCE, locations=[place]), f"/tasks/about/invoice/{invoice.id}", str(invoice), invoice.id
    assert f'hx-get="{page}"' in client.get(f"/invoices/show/{invoice_id}").get_data(as_text=True)
    token, me = (
        Form(client, "/profile/edit").values["csrf_token"],
        re.search(r'<option value="(\d+)" selected>me<', client.get(page).get_data(as_text=True))[1],
    )
    refused = client.post(f"{page}/add", data={"csrf_token": token, "title": "Call them", "due_on": "2026-06-06"})
    assert "no working day there" in said_at(refused, "due_on") and 'value="Call them"' in refused.get_data(as_text=True)
    made = client.post(
        f"{page}/add", data={"csrf_token": token, "title": "Call them", "due_on": "2026-06-05", "assignee": me, "note": "Ask for Sam."}
    )
    assert made.location == f"/invoices/show/{invoice_id}#tasks"
    told = client.get(page).get_data(as_text=True)
    assert "1 open" in told and "Call them" in told and "Ask for Sam." in told and "Fri 5 Jun" in told
    day = client.get("/my-day/").get_data(as_text=True)
    assert f'href="/invoices/show/{invoice_id}">{name}</a>' in day
    task = session.scalars(select(Task)).one()
    assert (
        Form(client, f"/tasks/{task.id}/complete?next=/invoices/show/{invoice_id}").send(outcome="They pay").location
        == f"/invoices/show/{invoice_id}"
    )
    assert (
        client.get(f"/tasks/about/opportunity/{invoice_id}").status_code
        == client.get("/tasks/about/nothing/1").status_code
        == client.get("/tasks/about/invoice/0").status_code
        == 404
    )
