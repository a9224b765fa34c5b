"""Mails of a contact: looked up by a job, told once, replies warm the lead, a wrong key rests, one mail whole when asked (C2, C6)."""

from __future__ import annotations

import base64
import datetime as dt

import pytest
import time_machine
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.access.roles import FRONT_DESK, MEMBER, SALES
from app.actions.accounts.ask_for_reset import ask_for_reset
from app.actions.activities.cool import cool_leads
from app.actions.activities.write_mail import write_mail
from app.actions.contacts.peace import leave_in_peace
from app.actions.mail_history.ask import ask_for_mail, ask_for_mails
from app.actions.mail_history.keep import Told, keep_mails
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
from tests.letters import path_in
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
    return make.lead(
        make.location(name="Kloof", sender_email=US), contact, asked_at=NOW - dt.timedelta(days=8), heard_at=NOW - dt.timedelta(days=8)
    )


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
    assert {each.what: bool(each.mail_id) for each in told} == {"email": False, "reply": True}, "what we sent is told from our own copy"
    assert any("six are free" in each.text for each in told)


def shown_of(archive, contact_id, by, session):
    """All that a seller reads of the archive: the references, and each mail whole."""
    ask_for_mails(contact_id, by=by)
    archive.run_jobs()
    found = session.scalars(select(MailReference).where(MailReference.contact_id == contact_id).order_by(MailReference.at)).all()
    for each in found:
        ask_for_mail(each.id, by=by)
    archive.run_jobs()
    session.expire_all()
    return [(each.subject, each.snippet, each.body) for each in found]


def test_the_archive_hands_out_no_letter_of_the_house(archive, lead, sales, make, session):
    """Whoever calls a lead by somebody's address and asks for a new password of theirs reads no link: neither a member's nor a colleague's."""
    make.user(MEMBER, email=ANN)
    make.user(SALES, email="boss@kloof.example")
    boss = make.lead(lead.location, make.contact("A lead", email="Boss@kloof.example"))
    for address in (ANN, "boss@kloof.example"):
        ask_for_reset(address, by=SYSTEM)
    archive.run_jobs()
    assert len([each for each in archive.letters() if "/reset/" in each["text"]]) == 2
    arrive(archive, mail(9, sender="boss@kloof.example", to="wife@home.example", text="The colleague's own"), 9)
    assert shown_of(archive, boss.contact_id, sales, session) == [], "nobody is asked for by a colleague's address"
    assert shown_of(archive, lead.contact_id, sales, session) == []
    assert len(archive.vendors.calls("GET */blobs")) == 1


def test_an_archive_without_message_ids_hands_out_no_letter_either(archive, lead, sales, make, session):
    make.user(MEMBER, email=ANN)
    ask_for_reset(ANN, by=SYSTEM)
    archive.run_jobs()
    link = path_in(archive.letters()[0])
    told = Told("1/1", "<1/1@archive>", NOW, US, ANN, "New password", f"Dear Ann, https://house.example{link} is yours", False)
    keep_mails(lead.contact_id, [told], by=SYSTEM)
    ((_subject, snippet, body),) = shown_of(archive, lead.contact_id, sales, session)
    assert "eyJ" not in snippet and "/reset/" in snippet and body is None
    assert session.scalars(select(MailReference)).one().trouble.startswith("The house wrote this mail")


def test_links_below_an_answer_open_nothing(archive, lead, sales, session):
    links = ["https://house.example/sign/" + "aB3_" * 11, "https://house.example/welcome/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI3In0.c2ln"]
    arrive(archive, mail(8, text=f"Is this it? {links[0]} {links[1]}"), 8)
    arrive(archive, mail(9, html=f'<p>And <a href="{links[0]}">this</a> or <a href="{links[1]}">that</a>?</p>', text="Look below"), 9)
    told = shown_of(archive, lead.contact_id, sales, session)
    assert len(told) == 2 and all(body for _subject, _snippet, body in told)
    replies = session.scalars(select(Activity).where(Activity.kind == ActivityKind.REPLY)).all()
    said = str(told) + str([(each.subject, each.text) for each in replies])
    assert "aB3_" not in said and "eyJ" not in said and "/sign/•••" in said


def test_what_only_contains_an_address_is_not_theirs(archive, lead, sales, make, session):
    """IMAP finds parts of addresses: no lead called by a piece of one reads what is another's, and none called by the house's."""
    part = make.lead(lead.location, make.contact("Part", email="nn@acme.example"))
    told = [
        Told("1/1", "<1@acme.example>", NOW, ANN, US, "Mail", "Hers", False),
        Told("1/2", "<2@acme.example>", NOW, US, f"Somebody <{ANN}>", "Mail", "To her", False),
    ]
    assert (keep_mails(part.contact_id, told, by=SYSTEM), keep_mails(lead.contact_id, told, by=SYSTEM)) == (0, 2)
    house = make.lead(lead.location, make.contact("House", email=US))
    arrive(archive, mail(9), 9)
    assert shown_of(archive, house.contact_id, sales, session) == []


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
    assert lead.heat is Heat.COLD and [each.after for each in session.scalars(select(HeatChange).order_by(HeatChange.id))] == [
        Heat.MILD,
        Heat.COLD,
    ]


def test_the_settings_of_the_archive(login, session):
    browser = login()
    form = Form(browser, "/mail-archive/")
    for typed, field in (
        ({"address": "http://far.example"}, "address"),
        ({"address": "https://far.example", "secret": ""}, "secret"),
        ({"address": "https://far.example", "ca_pem": "no"}, "ca_pem"),
    ):
        assert said_at(form.send(**{"kind": "mailarchiva", "secret": "topsecretkey"} | typed), field), typed
    assert form.send(kind="mailarchiva", address="https://far.example:8090", secret="topsecretkey").status_code == 302
    kept = session.scalars(select(MailArchive)).one()
    assert kept.address == "https://far.example:8090" and b"topsecretkey" not in kept.sealed_secret
    page = browser.get("/mail-archive/").get_data(as_text=True)
    assert "topsecretkey" not in page and "far.example" in page
    assert said_at(Form(browser, "/mail-archive/").send(kind="mailarchiva", address="https://elsewhere.example", secret=""), "secret"), (
        "a key goes to whom it was given for alone"
    )


def test_preview_before_sending(lead, login, session):
    browser = login(SALES, locations=[lead.location])
    form = Form(browser, f"/contacts/mail/{lead.contact_id}")
    shown = form.send(subject="Desks", text="Dear Ann", preview="1")
    assert "As it will go" in words(shown) and session.scalars(select(Activity)).all() == []
    assert form.send(subject="Desks", text="Dear Ann", send="1").status_code == 302
    assert session.scalars(select(Activity)).one().subject == "Desks"
