"""Every record has its story and its tasks on its page: what happened, comments with mentions and files."""

from __future__ import annotations

import io

import pytest
from sqlalchemy import select

from app.access.nouns import READS, noun_of
from app.access.roles import FINANCE
from app.core.entity import db
from app.models import Comment, DayPass, Kiosk, Notification, SignUp, Task, Wallet
from tests.views.billing import JUNE, previewed
from tests.views.every import fill_every_screen, pages
from tests.views.test_forms import Form

ELSEWHERE = (Task, Wallet)  # a task is shown with its tree, and of a wallet the statement says it all
PDF = b"%PDF-1.4\n%%EOF\n"


def test_every_record_tells_its_story_and_has_its_tasks(make, login, web_app):
    rows = fill_every_screen(make)
    admin, mute = login(), []
    views = {type(view).__name__: view for view in web_app.appbuilder.baseviews}
    for endpoint, address in pages(web_app, rows, "show"):
        model = views[endpoint.split(".")[0]].datamodel.obj
        if model not in READS or model in ELSEWHERE:
            continue
        page, noun = admin.get(address).get_data(as_text=True), noun_of(model)
        if f'hx-get="/story/{noun}/' not in page or f'hx-get="/tasks/about/{noun}/' not in page:
            mute.append(endpoint)
    assert mute == []


def test_a_run_is_talked_about_on_its_page(make, admin, login, session):
    location = make.location()
    make.license(make.organisation(location))
    run = previewed(location, JUNE, admin)
    ann = make.user(FINANCE, first_name="Ann", last_name="Lee")
    client = login()
    page = client.get(f"/runs/{run.id}").get_data(as_text=True)
    assert f'hx-get="/story/invoice_run/{run.id}"' in page and f'hx-get="/tasks/about/invoice_run/{run.id}"' in page
    token = Form(client, f"/runs/{run.id}").values["csrf_token"]
    sent = {"csrf_token": token, "text": "@Ann Lee: look at Acme", "files": [(io.BytesIO(PDF), "list.pdf")]}
    answer = client.post(f"/story/invoice_run/{run.id}/comment", data=sent, content_type="multipart/form-data")
    assert answer.location == f"/runs/{run.id}#story"
    assert [each.files[0].name for each in session.scalars(select(Comment))] == ["list.pdf"]
    assert [each.user_id for each in session.scalars(select(Notification))] == [ann.id]
    assert "look at Acme" in client.get(f"/story/invoice_run/{run.id}").get_data(as_text=True)


@pytest.mark.parametrize("kind", ["ticket", "kiosk", "sign_up", "day_pass", "track"])
def test_a_comment_leads_back_to_the_page_of_the_record(make, login, kind):
    location = make.location()
    rows = {
        "ticket": lambda: make.ticket(make.user("Member", organisation_id=make.organisation(location).id), location),
        "kiosk": lambda: kept(Kiosk(location_id=location.id, name="Lobby", secret_hash="0" * 64, made_by="Pat")),
        "sign_up": lambda: kept(SignUp(location_id=location.id, first_name="Ann", last_name="Other", email="ann@other.example")),
        "day_pass": lambda: kept(
            DayPass(organisation_id=make.organisation(location).id, location_id=location.id, days=5, key="passes:1", made_by="Pat")
        ),
        "track": lambda: make.track(location),
    }
    row = rows[kind]()
    client = login()
    token = Form(client, "/profile/edit").values["csrf_token"]
    answer = client.post(f"/story/{kind}/{row.id}/comment", data={"csrf_token": token, "text": "Seen by me"})
    page, _anchor = answer.location.split("#")
    assert f'hx-get="/story/{kind}/{row.id}"' in client.get(page).get_data(as_text=True)
    assert "Seen by me" in client.get(f"/story/{kind}/{row.id}").get_data(as_text=True)


def kept(row):
    db.session.add(row)
    db.session.commit()
    return row
