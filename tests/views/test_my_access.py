"""People see their own accounts, and a password only after saying who they are once more (A4)."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.access.kept_passwords import sealed
from app.models import Access, AuditEvent
from app.models.access import AccessState
from app.rules.access import System
from tests.make import PASSWORD
from tests.views.test_forms import Form, said_at


@pytest.fixture
def account(make, session, web_app):
    def of(user):
        wanted = {"standing": "granted", "groups": {"members": []}, "until": None}
        with web_app.app_context():
            kept = sealed("k7mwp-3xhtq")
        session.add(
            Access(user_id=user.id, system=System.WIFI, state=AccessState.GRANTED, username="ann", wanted=wanted, sealed_password=kept)
        )
        session.commit()

    return of


@pytest.fixture
def me(make, client):
    user = make.user("Member")
    token = client.get("/login/").get_data(as_text=True).split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    client.post("/login/", data={"username": user.username, "password": PASSWORD, "csrf_token": token})
    return user


def test_my_own_is_shown_without_its_password(client, me, account):
    account(me)
    told = client.get("/my-access/").get_data(as_text=True)
    assert "WiFi" in told and "ann" in told and "k7mwp" not in told


def test_the_password_after_mine_and_on_record(client, me, account, session):
    account(me)
    form = Form(client, "/my-access/wifi/password")
    wrong = form.send(present="not mine at all")
    assert "not your present password" in said_at(wrong, "present") and "k7mwp" not in wrong.get_data(as_text=True)
    right = form.send(present=PASSWORD)
    assert "k7mwp-3xhtq" in right.get_data(as_text=True)
    assert right.headers["Cache-Control"] == "no-store"
    told = session.scalars(select(AuditEvent).where(AuditEvent.verb == "show password")).one()
    assert told.actor_id == me.id and "k7mwp" not in str(told.changes)


def test_nobody_sees_anybody_elses(client, me, make, account):
    account(make.user("Member"))
    assert "ann" not in client.get("/my-access/").get_data(as_text=True)
    answer = Form(client, "/my-access/wifi/password").send(present=PASSWORD).get_data(as_text=True)
    assert "no such account" in answer and "k7mwp" not in answer


def test_who_is_not_signed_in_is_asked_to(client, app):
    assert client.get("/my-access/").status_code in (302, 401)
    assert client.get("/my-access/wifi/password").status_code in (302, 401)


def test_a_new_wifi_password_is_asked_for_with_mine(client, me, account, session):
    account(me)
    row = session.scalars(select(Access)).one()
    row.held = {"standing": "granted", "groups": {"members": []}, "until": None}
    session.commit()
    assert "/my-access/wifi/renew" in client.get("/my-access/").get_data(as_text=True)
    form = Form(client, "/my-access/wifi/renew")
    assert "not your present password" in said_at(form.send(present="not mine at all"), "present")
    answer = form.send(present=PASSWORD)
    page = answer.get_data(as_text=True)
    assert "ann" in page and "k7mwp" not in page and answer.headers["Cache-Control"] == "no-store"
    assert client.get("/my-access/doors/renew").status_code == 404


def test_a_new_print_password_is_shown_at_once_and_said_to_be_on_its_way(client, me, account, session):
    account(me)
    row = session.scalars(select(Access)).one()
    row.system = System.PRINTING
    session.commit()
    assert "/my-access/printing/renew" in client.get("/my-access/").get_data(as_text=True)
    form = Form(client, "/my-access/printing/renew")
    assert "not your present password" in said_at(form.send(present="not mine at all"), "present")
    page = form.send(present=PASSWORD).get_data(as_text=True)
    assert "ann" in page and "k7mwp" not in page and "until then the old one works" in page
    listed = client.get("/my-access/").get_data(as_text=True)
    assert "on its way to the printers" in listed and "/my-access/printing/renew" not in listed
