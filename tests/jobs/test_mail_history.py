"""Mails of a contact: looked up by a job, told once, replies warm the lead, a wrong key rests, one mail whole when asked (C2, C6)."""

from __future__ import annotations

import base64
import datetime as dt

import pytest
import time_machine
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.access.roles import FRONT_DESK, SALES
from app.actions.activities.cool import cool_leads
from app.actions.activities.write_mail import write_mail
from app.actions.contacts.peace import leave_in_peace
from app.actions.mail_history.ask import ask_for_mail, ask_for_mails
from app.actions.mail_history.set_up import set_up_archive
from app.core.errors import Forbidden, Missing, Refused
from app.models import Activity, Delivery, HeatChange, MailArchive, MailLook, MailReference
from app.models.activity import ActivityKind
from app.models.mail_reference import BodyState
from app.queries.story.entries import Group
from app.queries.story.told import story
from app.rules.lead_heat import Heat
from app.sandbox.mailarchiva.gate import KEY
from tests.contracts.test_mail_archive import ANN, US, mail
from tests.views.test_availability import words
from tests.views.test_forms import Form, said_at

NOW = dt.datetime(2026, 6, 10, 9, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def lead(make):
    contact = make.contact("Ann Ndlovu", email=ANN)
    return make.lead(make.location(name="Kloof", sender_email=US), contact, asked_at=NOW - dt.timedelta(days=8), heard_at=NOW - dt.timedelta(days=8))


@pytest.fixture
def sales(make, lead):
    return make.actor(SALES, at=[lead.location])


@pytest.fixture
def archive(world, admin):
    set_up_archive(kind="mailarchiva", address=f"{world.vendors.url}/mailarchiva", secret=KEY, by=admin)
    return world


def arrive(world, raw, day):
    at = dt.datetime(2026, 6, day, 9, tzinfo=dt.UTC).timestamp()
    world.vendors.post("/_control/mailarchiva/mails", {"raw": base64.b64encode(raw).decode(), "at": at})


def test_a_mail_out_of_the_lead_and_its_reply(archive, lead, sales, session, june):
    sent = write_mail(lead.contact_id, subject="Your desks", text="Dear Ann,\n\nsix are free.", key="form-1", by=sales)
    assert write_mail(lead.contact_id, subject="Again", text="Again", key="form-1", by=sales).id == sent.id
    (letter,) = archive.letters()
    assert (letter["subject"], letter["recipients"], letter["message_id"]) == ("Your desks", [ANN], sent.message_id)
    assert "six are free" in letter["text"] and "/unsubscribe/" in letter["text"]
    arrive(archive, mail(9, text="Wonderful, when?"), 9)
    assert ask_for_mails(lead.contact_id, by=sales)
    archive.run_jobs()
    session.expire_all()
    reply = session.scalars(select(Activity).where(Activity.kind == ActivityKind.REPLY)).one()
    assert (reply.text, reply.lead_id, lead.heat) == ("Wonderful, when?", lead.id, Heat.MILD)
    assert lead.heard_at == reply.at < NOW, "silence is counted from what they wrote, not from when it was found"
    told = story(session, "contact", lead.contact_id, by=sales, group=Group.MAILS).events
    assert sorted(each.what for each in told) == ["email", "reply"], "what was sent is told once, though the archive has it too"
    assert all(each.mail_id for each in told)


def test_looked_up_once_in_fifteen_minutes_and_told_once(archive, lead, sales, session, june):
    arrive(archive, mail(1), 1)
    arrive(archive, mail(9, Auto_Submitted="auto-replied"), 9)
    assert ask_for_mails(lead.contact_id, by=sales) and ask_for_mails(lead.contact_id, by=sales)
    archive.run_jobs()
    assert len(archive.vendors.calls("GET */blobs")) == 1 and not ask_for_mails(lead.contact_id, by=sales)
    june.shift(dt.timedelta(minutes=16))
    assert ask_for_mails(lead.contact_id, by=sales)
    archive.run_jobs()
    assert session.scalars(select(MailReference.message_id).order_by(MailReference.at)).all() == ["<1@acme.example>", "<9@acme.example>"]
    assert session.scalars(select(Activity)).all() == [], "one is older than the lead, and the other a machine wrote"


def test_a_wrong_key_rests_for_an_hour_and_the_page_says_so(archive, lead, sales, admin, session, june, login):
    set_up_archive(kind="mailarchiva", address=f"{archive.vendors.url}/mailarchiva", secret="wrong", by=admin)
    browser = login(SALES, locations=[lead.location])
    ask_for_mails(lead.contact_id, by=sales)
    archive.run_jobs()
    session.expire_all()
    assert session.get(MailArchive, 1).rests_until == NOW + dt.timedelta(hours=1)
    assert "Mails are unavailable" in browser.get(f"/contacts/mails/{lead.contact_id}").get_data(as_text=True)
    june.shift(dt.timedelta(minutes=30))
    assert not ask_for_mails(lead.contact_id, by=sales)
    archive.run_jobs()
    assert len(archive.vendors.calls("GET */blobs")) == 1
    set_up_archive(kind="mailarchiva", address=f"{archive.vendors.url}/mailarchiva", secret=KEY, by=admin)
    assert ask_for_mails(lead.contact_id, by=sales)
    archive.run_jobs()
    session.expire_all()
    assert session.scalars(select(MailLook)).one().trouble == ""


def test_an_archive_that_is_away_leaves_what_was_found(archive, lead, sales, session, june):
    arrive(archive, mail(9), 9)
    ask_for_mails(lead.contact_id, by=sales)
    archive.run_jobs()
    june.shift(dt.timedelta(minutes=16))
    archive.vendors.fault("503", "GET */blobs", vendor="mailarchiva", times=9)
    ask_for_mails(lead.contact_id, by=sales)
    archive.run_jobs()
    session.expire_all()
    assert "503" in session.scalars(select(MailLook)).one().trouble and session.scalars(select(MailReference)).one()


def test_one_mail_is_shown_when_somebody_asks(archive, lead, sales, make, session, login):
    arrive(archive, mail(9, html='<p>Hi<img src="https://spy.example/x.gif"><script>x()</script></p>'), 9)
    ask_for_mails(lead.contact_id, by=sales)
    archive.run_jobs()
    found = session.scalars(select(MailReference)).one()
    page = f"/mails/{found.id}/"
    browser = login(SALES, locations=[lead.location])
    assert "Show the whole mail" in words(browser.get(page))
    assert Form(browser, page).send().status_code == 302
    assert "The archive is asked" in words(browser.get(page))
    archive.run_jobs()
    shown = browser.get(page).get_data(as_text=True)
    assert "<p>Hi</p>" in shown and "spy.example" not in shown and "x()" not in shown
    session.expire_all()
    assert found.body_state is BodyState.THERE
    with pytest.raises(Missing):
        ask_for_mail(found.id, by=make.actor(SALES, at=[make.location()]))
    with pytest.raises(Forbidden):
        ask_for_mail(found.id, by=make.actor(FRONT_DESK, at=[lead.location]))


def test_who_wants_no_mail_gets_none(archive, lead, sales, session):
    write_mail(lead.contact_id, subject="Hello", text="Hello", key="a", by=sales)
    leave_in_peace(lead.contact_id, reason="By phone", by=sales)
    assert archive.letters() == [] and session.scalars(select(Delivery)).one().state.value == "withheld"
    with pytest.raises(Refused, match="does not want"):
        write_mail(lead.contact_id, subject="Hello", text="Hello", key="b", by=sales)


def test_silence_cools_by_a_step_each_fortnight(lead, make, session, june):
    lead.heat = Heat.HOT
    session.commit()
    june.shift(dt.timedelta(days=5))
    assert cool_leads(by=SYSTEM) == 0
    june.shift(dt.timedelta(days=1))
    assert (cool_leads(by=SYSTEM), cool_leads(by=SYSTEM)) == (1, 0)
    june.shift(dt.timedelta(days=14))
    assert cool_leads(by=SYSTEM) == 1
    session.expire_all()
    assert lead.heat is Heat.COLD and [each.after for each in session.scalars(select(HeatChange).order_by(HeatChange.id))] == [Heat.MILD, Heat.COLD]


def test_the_settings_of_the_archive(login, session):
    browser = login()
    form = Form(browser, "/mail-archive/")
    for typed, field in (({"address": "http://far.example"}, "address"), ({"address": "https://far.example", "secret": ""}, "secret"), ({"address": "https://far.example", "ca_pem": "no"}, "ca_pem")):
        assert said_at(form.send(**{"kind": "mailarchiva", "secret": "topsecretkey"} | typed), field), typed
    assert form.send(kind="mailarchiva", address="https://far.example:8090", secret="topsecretkey").status_code == 302
    kept = session.scalars(select(MailArchive)).one()
    assert kept.address == "https://far.example:8090" and b"topsecretkey" not in kept.sealed_secret
    page = browser.get("/mail-archive/").get_data(as_text=True)
    assert "topsecretkey" not in page and "far.example" in page
    assert said_at(Form(browser, "/mail-archive/").send(kind="mailarchiva", address="https://elsewhere.example", secret=""), "secret"), "a key goes to whom it was given for alone"


def test_preview_before_sending(lead, login, session):
    browser = login(SALES, locations=[lead.location])
    form = Form(browser, f"/contacts/mail/{lead.contact_id}")
    shown = form.send(subject="Desks", text="Dear Ann", preview="1")
    assert "As it will go" in words(shown) and session.scalars(select(Activity)).all() == []
    assert form.send(subject="Desks", text="Dear Ann", send="1").status_code == 302
    assert session.scalars(select(Activity)).one().subject == "Desks"
