"""Every mail is kept as it went, read on its record by whoever may, and holds nothing that opens anything."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from markupsafe import escape
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.access.roles import FINANCE, FRONT_DESK, LOCATION_MANAGER, NETWORK_ADMIN, SALES
from app.actions.accounts.invite import invite
from app.actions.deliveries.carry import begin_delivery
from app.actions.deliveries.keep import Kept, KeptFile
from app.actions.mail_texts.place import TextPlace
from app.actions.mail_texts.send_trial import send_trial
from app.actions.privacy.erase_person import erase_person
from app.core import clock
from app.core.errors import Missing
from app.integrations.mail import Letter
from app.models import Delivery, MailCopy, MailFile, TicketEntry
from app.models.delivery import DeliveryKind
from app.queries.story.mail import sent_file, sent_mail
from app.queries.story.opens import may_open
from app.rendering.mail import MailContent
from app.rendering.mail_samples import SAMPLES, Written
from jobs.mail_words import kept as as_kept
from tests import offers
from tests.letters import link_in
from tests.rendering.accounts import BANK, KLOOF


@pytest.fixture
def ann(make):
    location = make.location(name="Kloof")
    return make.user(
        "Member", organisation_id=make.organisation(location).id, location_id=location.id, email="ann@acme.example", first_name="Ann"
    )


def test_a_welcome_is_read_on_the_persons_page_without_its_link(make, ann, world, login, client, session):
    invite(ann.id, by=make.actor(NETWORK_ADMIN))
    (mail,) = world.letters()
    secret = link_in(mail)
    copy = session.scalars(select(MailCopy)).one()
    assert secret not in copy.text + copy.html and copy.hidden == 1 and "•••" in copy.text and copy.subject == mail["subject"]
    login(FRONT_DESK)
    page = f"/sent/ab_user/{ann.id}/{copy.delivery_id}/"
    assert page in client.get(f"/story/ab_user/{ann.id}").get_data(as_text=True)
    shown = client.get(page).get_data(as_text=True)
    assert "ann@acme.example" in shown and "sandbox" in shown and "was taken out" in shown and secret not in shown
    framed = client.get(page + "html")
    assert (
        "sandbox" in framed.headers["Content-Security-Policy"]
        and framed.headers["X-Frame-Options"] == "SAMEORIGIN"
        and b"Ann" in framed.data
    )


def kept(make, organisation, text="The words.", **about):
    row = make._kept(
        Delivery(
            location_id=organisation.location_id, address="pay@acme.example", key=f"k{about}", message_id=f"m{about}", state="todo", **about
        )
    )
    file = KeptFile("a;b\r\n.pdf", "application/pdf", 4, content=b"%PDF")
    assert begin_delivery(
        row.id,
        kept=Kept("Kloof <k@k.example>", "", "Hello", text, "<p>x</p>", files=(file, KeptFile("pass.png", "image/png", 9))),
        by=SYSTEM,
    )
    return row


def test_whoever_may_not_read_the_record_or_what_it_tells_reads_no_mail(make, session):
    here, there = make.location(), make.location()
    acme, other = make.organisation(here), make.organisation(there)
    invoice, theirs = make.invoice(acme), make.invoice(other)
    row = kept(make, acme, kind=DeliveryKind.INVOICE, invoice_id=invoice.id)
    found = sent_mail(session, "invoice", invoice.id, row.id, by=make.actor(FINANCE))
    first, second = found.files
    assert (
        sent_file(session, found, first.id).content == b"%PDF"
        and sent_file(session, found, second.id) is None
        and (first.is_kept, second.is_kept) == (True, False)
    )
    for by, record in (
        (make.actor(LOCATION_MANAGER, at=[there]), invoice),
        (make.actor(SALES), invoice),
        (make.actor("Member"), invoice),
        (make.actor(NETWORK_ADMIN), theirs),
    ):
        with pytest.raises(Missing):
            sent_mail(session, "invoice", record.id, row.id, by=by)


def test_what_a_colleague_was_told_with_their_own_rights_is_theirs(make, session):
    boss = make.user(FINANCE)
    place = make.organisation()
    report, lead = (
        kept(make, place, kind=DeliveryKind.REPORT, user_id=boss.id),
        kept(make, place, kind=DeliveryKind.LEAD_NOTICE, user_id=boss.id, lead_id=make.lead(place.location).id),
    )
    for by, row in ((make.actor(NETWORK_ADMIN), report), (make.actor(FINANCE), lead)):
        with pytest.raises(Missing):
            sent_mail(session, "ab_user", boss.id, row.id, by=by)
    assert sent_mail(session, "ab_user", boss.id, lead.id, by=make.actor(NETWORK_ADMIN))


def test_sales_read_the_mails_of_their_proposals_and_not_those_of_money(make, session, login, client):
    paper = offers.sent(make, starts_on=clock.now().date() + dt.timedelta(days=7))
    place = make.organisation(paper.location)
    row, bill = (
        kept(make, place, kind=DeliveryKind.PAPER_SENT, paper_id=paper.id),
        kept(make, place, kind=DeliveryKind.INVOICE, invoice_id=make.invoice(place).id),
    )
    assert sent_mail(session, "proposal", paper.id, row.id, by=make.actor(SALES)).text == "The words."
    assert may_open(make.actor(SALES), row) and not may_open(make.actor(SALES), bill)
    for by in (make.actor(FINANCE), make.actor(SALES, at=[make.location()])):
        with pytest.raises(Missing):
            sent_mail(session, "proposal", paper.id, row.id, by=by)
    login(SALES)
    page = f"/sent/proposal/{paper.id}/{row.id}/"
    assert page in client.get(f"/story/proposal/{paper.id}").get_data(as_text=True)
    assert "The words." in client.get(page).get_data(as_text=True)


def test_a_mail_of_a_ticket_is_on_the_ticket(make, session, login, client):
    place = make.location()
    ticket, other = make.ticket(location=place), make.ticket(location=place)
    entry = session.scalars(select(TicketEntry).where(TicketEntry.ticket_id == ticket.id)).one()
    row = kept(make, make.organisation(place), kind=DeliveryKind.TICKET_NEW, ticket_entry_id=entry.id)
    login(FRONT_DESK)
    assert f"/story/ticket/{ticket.id}" in client.get(f"/tickets/show/{ticket.id}").get_data(as_text=True)
    page = f"/sent/ticket/{ticket.id}/{row.id}/"
    assert page in client.get(f"/story/ticket/{ticket.id}?group=mails").get_data(as_text=True) and client.get(page).status_code == 200
    assert client.get(f"/sent/ticket/{other.id}/{row.id}/").status_code == 404


def test_a_second_attempt_keeps_what_went_last_and_an_erased_person_leaves_nothing(make, session, ann, world):
    row = kept(make, ann.organisation, kind=DeliveryKind.SECOND_FACTOR_RESET, user_id=ann.id)
    row.state = "todo"
    session.commit()
    begin_delivery(row.id, kept=Kept("x", "", "Second", "Again.", ""), by=SYSTEM)
    assert session.scalars(select(MailCopy)).one().subject == "Second" and not session.scalars(select(MailFile)).all()
    kept(make, ann.organisation, text="To Ann, ann@acme.example", kind=DeliveryKind.ADDRESS_CHANGED, user_id=make.user(FINANCE).id)
    erase_person(ann.id, typed=ann.email, by=make.actor(NETWORK_ADMIN))
    world.run_jobs()
    (left,) = session.scalars(select(MailCopy)).all()
    session.refresh(left)
    assert "ann@acme.example" not in left.text and "erased-" in left.text


SLUG = "https://example.com/news/how-we-moved-forty-people-into-one-floor-2026?utm_campaign=september-newsletter-2026"


def test_what_the_mail_calls_secret_is_taken_out_and_a_long_page_name_is_not():
    password = "it's <so> & so"
    content = MailContent(
        "Hi", f"Read {SLUG} with {password}", f"<p>{escape(SLUG)} with {escape(password)}</p>", "Kloof", "k@k.example", secrets=(password,)
    )
    letter = Letter(
        message_id="m",
        sent_at=dt.datetime(2026, 6, 1, tzinfo=dt.UTC),
        sender=("Kloof", "k@k.example"),
        reply_to="",
        recipient="a@b.example",
        subject=content.subject,
        text=content.text,
        html=content.html,
    )
    found = as_kept(letter, content)
    assert (found.text, found.html, found.hidden) == (f"Read {SLUG} with •••", f"<p>{escape(SLUG)} with •••</p>", 1)


@pytest.mark.parametrize("mail", SAMPLES)
def test_a_link_that_lets_in_whoever_has_it_is_called_secret_by_its_mail(mail):
    for write in SAMPLES[mail].values():
        content = write(Written(KLOOF, "ZAR", "https://foyer.example", BANK))
        lets_in = set(re.findall(r"https://foyer\.example/(?:welcome|reset|address|sign|visit|unsubscribe)/[^\s\"'<>]+", content.text))
        assert lets_in <= set(content.secrets)


def test_a_test_that_has_to_go_again_says_what_it_said(make, world, session):
    place = make.location(name="Kloof", sender_email="desk@kloof.example")
    boss = make.actor(NETWORK_ADMIN)
    send_trial(TextPlace("welcome", location_id=place.id), subject="Hi", text=f"Read {SLUG}", html=f"<p>{SLUG}</p>", key="k", by=boss)
    world.vendors.fault("451", "DATA *", vendor="mail")
    (mail,) = world.letters()
    assert SLUG in mail["text"] and SLUG in mail["html"] and session.scalars(select(Delivery.attempt)).one() == 2
    copy = session.scalars(select(MailCopy)).one()
    assert (copy.sender, copy.hidden) == ("Kloof <desk@kloof.example>", 0)
