"""Mails that come back: told at the mail, once, by whoever had it alone; and addresses that get no more (contracts.md section 10)."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from sqlalchemy import func, select

from app.access.actor import SYSTEM
from app.access.bounce_addresses import bounce_address
from app.access.roles import FINANCE, FRONT_DESK, LOCATION_MANAGER, SALES
from app.actions.activities.write_mail import write_mail
from app.actions.bounces.lift import lift_address
from app.actions.deliveries.decide import mark_sent, resend
from app.actions.deliveries.letter import habits, want_one
from app.actions.deliveries.send_again import send_again
from app.actions.invoice_runs.send import send_run
from app.core.clock import now
from app.core.errors import Forbidden, Missing, Refused
from app.integrations.errors import GiveUp, Retry
from app.models import BounceMailbox, Delivery, Invoice, InvoiceRun, MailBounce, Notification, Schedule, SuppressedAddress
from app.models.delivery import DeliveryKind, DeliveryState
from app.models.invoice import InvoiceStatus
from app.models.invoice_run import RunStatus
from app.queries.health.undecided import undecided
from app.queries.health.vendors import vendors
from app.queries.story.entries import Group
from app.queries.story.told import story
from app.work import transaction
from jobs import bounces
from tests.bounced import HOUSE, Returns, report
from tests.offers import sent as sent_paper
from tests.views.billing import printed

ONE = "one@example.com"


@pytest.fixture
def returns(app, world, monkeypatch):
    found = Returns(app, world, monkeypatch)
    yield found
    found.server.stop()


@pytest.fixture
def june():
    with time_machine.travel(dt.datetime(2026, 6, 10, 9, tzinfo=dt.UTC)):
        yield


@pytest.fixture
def invoice(make, world, admin, session, returns):
    """Sent and taken by the mail server, as the only mail of its run."""
    invoice = printed(make, world, admin, session)
    send_run(invoice.run_id, by=admin)
    world.run_jobs()
    session.expire_all()
    return invoice


def the_mail(session) -> Delivery:
    return session.scalars(select(Delivery).order_by(Delivery.id)).first()


def back(row: Delivery) -> str:
    return bounce_address(row.id, row.message_id)


def test_each_mail_names_where_it_comes_back_to(invoice, returns, session):
    row = the_mail(session)
    (mail,) = returns.world.vendors.mails()
    assert mail["sender"] == back(row) and mail["sender"].startswith(f"bounce+{row.id}-") and mail["sender"].endswith("@desk.example")


def test_an_invoice_that_came_back_is_told_where_it_is_looked_for(invoice, returns, session, make, admin):
    finance, desk = make.user(FINANCE), make.user(FRONT_DESK)
    assert returns.come(report(back(the_mail(session)), ONE)) == "1 mails, 1 told."
    row = the_mail(session)
    assert (row.state, row.reason) == (DeliveryState.FAILED, "Could not be delivered: 5.1.1 550 5.1.1 No such user here")
    assert row.sent_at and row.bounced_at, "it went, and came back"
    assert invoice.status is InvoiceStatus.SENT, "what is owed does not change"
    assert session.get(InvoiceRun, invoice.run_id).status is RunStatus.PARTIAL and undecided(session, by=SYSTEM)["deliveries"] == 1
    assert next(each for each in vendors(session) if each.name == "mail").failed_at is None, "the mail server did its part"
    (shown,) = [
        each for each in story(session, "invoice", invoice.id, by=admin).events if each.what == "invoice" and each.status == "failed"
    ]
    assert (shown.title, shown.text) == (ONE, row.reason)
    told = dict(session.execute(select(Notification.user_id, Notification)).all())
    assert set(told) == {finance.id, admin.id} and desk.id not in told
    heard = told[finance.id]
    assert (heard.noun, heard.noun_id, heard.words["address"]) == ("invoice", invoice.id, ONE)


def test_the_same_report_counts_once_however_often_it_comes(invoice, returns, session, admin):
    raw = report(back(the_mail(session)), ONE, status="4.2.2")
    assert returns.come(raw, raw) == "2 mails, 1 told."
    returns.server.valid += 1  # the mailbox counts anew, so that all is read again
    assert returns.come() == "2 mails, 0 told."
    assert len(session.scalars(select(MailBounce)).all()) == 1 and session.scalars(select(SuppressedAddress)).all() == []
    mark_sent(the_mail(session).id, by=admin)
    returns.server.valid += 1
    returns.come()
    assert the_mail(session).state is DeliveryState.SENT, "what somebody decided since stays"


def test_what_was_read_is_not_asked_for_again(invoice, returns, session):
    assert returns.come(report(back(the_mail(session)), ONE)) == "1 mails, 1 told."
    assert returns.come() == "0 mails, 0 told."
    assert returns.come(report(back(the_mail(session)), ONE, message_id="<r2@mx.example>")) == "1 mails, 1 told."
    assert session.get(BounceMailbox, 1).uid == 2


def test_many_come_one_look_after_the_other(invoice, returns, session, monkeypatch):
    monkeypatch.setattr(bounces, "MOST", 2)
    answers = [f"To: bounce@desk.example\r\n\r\n{number}".encode() for number in range(4)]
    assert returns.come(*answers, report(back(the_mail(session)), ONE)) == "2 mails, 0 told."
    assert (returns.come(), returns.come(), returns.come()) == ("2 mails, 0 told.", "1 mails, 1 told.", "0 mails, 0 told.")


@pytest.mark.parametrize("spoil", ["mark", "number", "domain", "message_id"])
def test_who_did_not_have_the_mail_cannot_speak_of_it(spoil, invoice, returns, session):
    row = the_mail(session)
    number, _dash, mark = back(row).partition("@")[0].removeprefix("bounce+").partition("-")
    to = {
        "mark": f"bounce+{number}-{'0' * 8}@desk.example",
        "number": f"bounce+{row.id + 1}-{mark}@desk.example",  # of a mail that is gone, or another's
        "domain": f"bounce+{number}-{mark}@desk.example.evil.example",
        "message_id": bounce_address(row.id, "<another@house>"),
    }[spoil]
    assert returns.come(report(to, ONE)) == "1 mails, 0 told."
    assert (
        the_mail(session).state is DeliveryState.SENT
        and session.scalars(select(MailBounce)).all() == []
        and session.scalars(select(SuppressedAddress)).all() == []
    )


def test_a_report_touches_no_address_but_that_of_its_mail(invoice, returns, session):
    """A mailing list that passes the mail on has members who are gone; and somebody may write any address into a report."""
    returns.come(report(back(the_mail(session)), "gone@elsewhere.example"))
    row = the_mail(session)
    assert row.state is DeliveryState.FAILED and session.scalars(select(SuppressedAddress)).all() == []
    returns.come(report(back(row), "gone@acme.example", original=ONE.upper(), message_id="<r2@mx.example>"))
    assert session.scalars(select(SuppressedAddress)).all() == [], "one of those behind a shared address has left, the others read on"
    returns.come(report(back(row), ONE.upper(), message_id="<r3@mx.example>"))
    assert session.scalars(select(SuppressedAddress.address)).all() == [ONE]


def test_nonsense_absence_and_large_mails_are_left_lying(invoice, returns, session):
    to = back(the_mail(session))
    absent = f"From: {ONE}\r\nTo: {to}\r\nAuto-Submitted: auto-replied\r\nSubject: Away\r\n\r\nAway.\r\n".encode()
    huge = report(to, ONE).replace(b"I'm sorry.", b"sorry " * 2_000_000)
    assert returns.come(b"", b"\xff\x00", absent, huge, report(to, ONE, action="delayed", status="4.4.1")) == "5 mails, 0 told."
    assert the_mail(session).state is DeliveryState.SENT
    large = report(to, ONE).replace(b"Dear you", b"Dear you " * 2_000_000)
    assert returns.come(large) == "1 mails, 1 told.", "what it gives back is not read"


def test_a_mail_that_is_gone_and_one_of_long_ago(invoice, returns, session, make):
    user = make.user()
    with transaction(by=SYSTEM) as work:
        letter = want_one(work, DeliveryKind.MAIL_ARRIVES, "arrives-1", None, habits(None, "two@example.com"), user_id=user.id)
    gone = report(back(letter), "two@example.com")
    session.delete(session.get(Delivery, letter.id))
    session.commit()
    assert returns.come(gone) == "1 mails, 0 told."
    row = the_mail(session)
    row.started_at = now() - dt.timedelta(days=31)
    session.commit()
    returns.come(report(back(row), ONE))
    assert the_mail(session).state is DeliveryState.SENT


def test_of_one_mail_five_reports_are_kept(invoice, returns, session):
    returns.come(*(report(back(the_mail(session)), ONE, status="5.7.1", message_id=f"<r{number}@mx.example>") for number in range(9)))
    assert session.scalar(select(func.count(MailBounce.id))) == 5


def test_an_address_that_nobody_has_gets_no_more_mail(invoice, returns, session, make, admin, world):
    returns.come(report(back(the_mail(session)), ONE))
    row = session.scalars(select(SuppressedAddress)).one()
    assert (row.address, row.status, row.reason, row.location_id) == (ONE, "5.1.1", "550 5.1.1 No such user here", invoice.location_id)
    with pytest.raises(Refused, match="come back since"):
        resend(the_mail(session).id, by=admin)
    with pytest.raises(Refused, match="come back since"):
        send_again(invoice.id, ONE.upper(), by=admin)
    with transaction(by=SYSTEM) as work:
        person = make.user().id
        other = want_one(work, DeliveryKind.XERO_LOST, "lost-1", None, habits(None, ONE), user_id=person)
        asked_for = want_one(work, DeliveryKind.MAIL_ARRIVES, "arrives-1", None, habits(None, ONE), user_id=person)
    world.run_jobs()
    session.expire_all()
    assert other.state is DeliveryState.FAILED and "lift it under Addresses that bounce" in other.reason and other.started_at is None
    assert asked_for.state is DeliveryState.SENT, "somebody waits for it, and may have the address again"
    assert len(world.vendors.mails()) == 2
    assert send_again(invoice.id, "better@example.com", by=admin).address == "better@example.com"


def test_an_invoice_that_cannot_go_does_not_vanish(make, world, admin, session, returns):
    finance = make.user(FINANCE)
    invoice = printed(make, world, admin, session)
    session.add(SuppressedAddress(address=ONE, since=now(), status="5.1.1", reason="No such user", location_id=invoice.location_id))
    session.commit()
    send_run(invoice.run_id, by=admin)
    world.run_jobs()
    session.expire_all()
    row = the_mail(session)
    assert (row.state, row.attempt) == (DeliveryState.FAILED, 0) and "5.1.1 No such user" in row.reason
    assert world.vendors.mails() == [] and undecided(session, by=SYSTEM)["deliveries"] == 1
    assert session.get(InvoiceRun, invoice.run_id).status is RunStatus.PARTIAL
    assert set(session.scalars(select(Notification.user_id))) == {finance.id, admin.id}
    lift_address(session.scalars(select(SuppressedAddress.id)).one(), by=admin)
    resend(row.id, by=admin)
    world.run_jobs()
    session.expire_all()
    assert the_mail(session).state is DeliveryState.SENT and len(world.vendors.mails()) == 1
    assert session.get(InvoiceRun, invoice.run_id).status is RunStatus.DONE


def test_a_contract_or_proposal_that_came_back_is_told_to_who_sells(june, make, world, session, returns):
    owner, other = make.user(SALES), make.user(SALES)
    paper = sent_paper(make)
    paper.opportunity.owner_id = owner.id
    session.commit()
    world.run_jobs()
    row = session.scalars(select(Delivery).where(Delivery.paper_id == paper.id)).one()
    returns.come(report(back(row), row.address))
    heard = session.scalars(select(Notification)).one()
    assert (heard.user_id, heard.noun, heard.noun_id) == (owner.id, "proposal", paper.id) and other.id
    assert "Could not be delivered" in heard.words["reason"]


def test_a_mail_of_the_sales_team_that_came_back_is_told_at_it(make, session, world, returns):
    contact = make.contact("Ann Ndlovu", email="ann@acme.example")
    lead = make.lead(make.location(name="Kloof", sender_email="desk@kloof.example"), contact)
    sales = make.actor(SALES, at=[lead.location])
    write_mail(contact.id, subject="Your desks", text="Six are free.", key="form-1", by=sales)
    world.run_jobs()
    row = the_mail(session)
    returns.come(report(back(row), "ann@acme.example"))
    (told,) = story(session, "contact", contact.id, by=sales, group=Group.MAILS).events
    assert told.status == "failed" and told.text.startswith("Could not be delivered: 5.1.1") and "Six are free" in told.text


@pytest.mark.parametrize(("outcome", "trouble"), [("failed", "The mailbox cannot be read at the moment."), ("done", "")])
def test_health_tells_of_the_mailbox(outcome, trouble, session, returns):
    session.add(Schedule(task="bounces", frequency="every_minute", last_outcome=outcome, last_result=trouble, last_finished_at=now()))
    session.commit()
    (found,) = [each for each in vendors(session) if each.name == "bounces"]
    assert found.trouble == trouble and bool(found.answered_at) is (outcome == "done")
    returns.set_up(bounce_address="")
    assert [each for each in vendors(session) if each.name == "bounces"] == []


def test_five_bad_days_in_a_row_end_it_and_a_person_begins_it_anew(make, world, session, admin, returns):
    user = make.user(email="full@example.com")

    def bad_day(number: int) -> list[str]:
        with transaction(by=SYSTEM) as work:
            row = want_one(work, DeliveryKind.MAIL_ARRIVES, f"arrives-{number}", None, habits(None, user.email), user_id=user.id)
        world.run_jobs()
        returns.come(report(back(row), user.email, status="4.2.2", words="452 4.2.2 Mailbox full", message_id=f"<r{number}@mx.example>"))
        return list(session.scalars(select(SuppressedAddress.state)))

    with time_machine.travel(now(), tick=True) as clock:
        for number in range(4):
            assert bad_day(number) == []
            clock.shift(dt.timedelta(days=1))
        assert bad_day(4) == ["suppressed"]
        lift_address(session.scalars(select(SuppressedAddress.id)).one(), by=admin)
        assert bad_day(5) == ["lifted"], "what came back before a person lifted it counts no more"


def test_who_may_lift_an_address(make, session, invoice, returns, admin):
    returns.come(report(back(the_mail(session)), ONE))
    row = session.scalars(select(SuppressedAddress)).one()
    with pytest.raises(Forbidden):
        lift_address(row.id, by=make.actor(FRONT_DESK, at=[invoice.location]))
    elsewhere = make.location()
    manager = make.actor(LOCATION_MANAGER, at=[elsewhere])
    with pytest.raises(Missing):
        lift_address(row.id, by=manager)
    session.add(
        Delivery(
            kind=DeliveryKind.WELCOME, key="x", message_id="<x>", address=ONE.title(), user_id=make.user().id, location_id=elsewhere.id
        )
    )
    session.commit()
    assert lift_address(row.id, by=manager).lifted_by == manager.name, "it keeps their mail back as well"
    with pytest.raises(Refused):
        lift_address(row.id, by=admin)


def test_a_mail_of_which_nobody_knew_and_one_that_is_being_sent(invoice, returns, session):
    row = the_mail(session)
    row.state = DeliveryState.UNKNOWN
    session.commit()
    returns.come(report(back(row), ONE, status="5.7.1"))
    assert the_mail(session).state is DeliveryState.FAILED, "that it came back says that it went"


def test_a_wrong_password_rests_until_there_is_another(invoice, returns, session):
    returns.set_up(bounce_imap_password="wrong")
    for _try in range(3):
        with pytest.raises(GiveUp, match="does not take the user name"):
            returns.come()
    assert returns.server.log_ins == 1
    returns.set_up()
    assert returns.come(report(back(the_mail(session)), ONE)) == "1 mails, 1 told."


def test_a_mailbox_that_is_away_is_asked_again(invoice, returns, session):
    returns.set_up(bounce_imap_port=1)
    with pytest.raises(Retry, match="cannot be read"):
        returns.come(report(back(the_mail(session)), ONE))
    returns.set_up()
    assert returns.come() == "1 mails, 1 told."


def test_without_a_mailbox_mails_come_back_to_who_signed_them(make, world, admin, session, returns):
    returns.set_up(bounce_address="")
    invoice = printed(make, world, admin, session)
    send_run(invoice.run_id, by=admin)
    world.run_jobs()
    assert [mail["sender"] for mail in world.vendors.mails()] == ["kloof@example.com"] and HOUSE not in str(world.vendors.mails())
    assert returns.come() == "No mailbox of bounces is set."
    assert isinstance(session.get(Invoice, invoice.id), Invoice)
