"""A vendor that is away is asked by one job for all, whichever of them comes; and nothing that may have happened is done again."""

from __future__ import annotations

import socket
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import func, select, text

from app.access.actor import SYSTEM
from app.actions.access.settle import settle_access
from app.actions.invoice_runs.approve import approve_run
from app.actions.invoice_runs.send import send_run
from app.actions.payments.begin_charge import begin_charge
from app.actions.set_up.ask_cards import ask_cards
from app.integrations.errors import NotYet
from app.integrations.registry import equip
from app.models import Access, AuditEvent, Delivery, OutboxMessage, PaymentAttempt, Setting, VendorRest
from app.models.access import AccessState
from app.models.delivery import DeliveryState
from app.models.outbox import OutboxState
from app.models.vendor_rest import FarSide
from app.queries.health.vendors import vendors
from app.queries.set_up.cards import SETTING
from app.rules.access import System
from jobs.line import Line
from jobs.rests import FAILURES, REST, Attempt
from tests.cards import kept_card, paid_for
from tests.views.billing import JUNE, previewed
from tests.world import NeverEnds

MAILS = 7


class Door:
    """A port that takes whoever comes and hangs up: how often somebody came is counted."""

    def __init__(self) -> None:
        self.calls = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._open, daemon=True).start()

    def _open(self) -> None:
        while True:
            try:
                caller, _address = self._socket.accept()
            except OSError:
                return
            self.calls += 1
            caller.close()

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


@contextmanager
def door() -> Iterator[Door]:
    found = Door()
    try:
        yield found
    finally:
        found.close()


def at_once(world: Any) -> None:
    """What is due runs once, and nothing else: no time passes."""
    with pytest.raises(NeverEnds):
        world.run_jobs(rounds=1, patient=False)


def jobs_pass_their_time(session: Any) -> None:
    session.execute(text("UPDATE outbox_message SET not_before = now() WHERE state = 'due'"))
    session.commit()


def rest_ends(session: Any) -> None:
    session.execute(text("UPDATE vendor_rest SET rests_until = now()"))
    session.commit()


def open_jobs(session: Any) -> list[OutboxMessage]:
    session.expire_all()
    return list(session.scalars(select(OutboxMessage).where(OutboxMessage.state == OutboxState.DUE).order_by(OutboxMessage.id)))


@pytest.fixture
def waiting(make: Any, world: Any, admin: Any) -> None:
    """Mails of invoices that are printed and shall go out."""
    location = make.location(sender_email="kloof@example.com")
    desk = make.membership(location)
    for number in range(MAILS):
        make.license(make.organisation(location, invoice_email=f"n{number}@example.com", accounting_email=""), desk)
    run = previewed(location, JUNE, admin)
    approve_run(run.id, run.fingerprint, by=admin)
    world.run_jobs()
    send_run(run.id, by=admin)


def test_a_mail_server_that_is_away_is_asked_by_one_for_all(waiting: None, world: Any, session: Any) -> None:
    with door() as away:
        equip(world.settings.moved(smtp_port=away.port, sandbox_smtp_port=away.port))
        at_once(world)
        assert away.calls == FAILURES, "the others saw that nobody is there"
        jobs = open_jobs(session)
        assert [each.failures for each in jobs] == [1] * FAILURES + [0] * (MAILS - FAILURES), "who was not let through has not failed"
        assert [each.attempt for each in jobs] == [1] * FAILURES + [0] * (MAILS - FAILURES)
        assert "One call tries it again" in jobs[-1].last_error and jobs[-1].trying_since is not None
        (told,) = [each for each in vendors(session) if each.name == "mail"]
        assert told.rests_until is not None and told.trouble

        for trial in range(2):
            jobs_pass_their_time(session)
            at_once(world)
            assert away.calls == FAILURES + trial, "during its rest nobody asks"
            rest_ends(session)
            jobs_pass_their_time(session)
            at_once(world)
            assert away.calls == FAILURES + trial + 1, "and then one, for all"
    assert session.scalars(select(Delivery.state).distinct()).all() == [DeliveryState.TODO]

    equip(world.settings)
    world.run_jobs()
    session.expire_all()
    assert sorted(mail["recipients"][0] for mail in world.vendors.mails()) == [f"n{number}@example.com" for number in range(MAILS)]
    assert session.scalars(select(VendorRest)).all() == []
    assert [each.rests_until for each in vendors(session) if each.name == "mail"] == [None]


def test_a_server_that_takes_mails_and_confirms_none_gets_no_more_than_it_has_to(waiting: None, world: Any, session: Any) -> None:
    """Each of them would be one about which a person has to decide."""
    world.vendors.fault("cut_after", "DATA *", vendor="mail", times=MAILS)
    at_once(world)
    session.expire_all()
    assert len(world.vendors.mails()) == FAILURES
    assert Counter(session.scalars(select(Delivery.state))) == {DeliveryState.UNKNOWN: FAILURES, DeliveryState.TODO: MAILS - FAILURES}


def test_a_no_and_a_not_now_are_answers(waiting: None, world: Any, session: Any) -> None:
    world.vendors.fault("451", "RCPT *", vendor="mail", times=3)
    world.vendors.fault("550", "RCPT *", vendor="mail", times=2)
    at_once(world)
    assert len(world.vendors.mails()) == MAILS - 5 and session.scalars(select(VendorRest)).all() == []


def test_a_charge_whose_answer_was_lost_waits_for_its_look_and_is_not_asked_again(make: Any, world: Any, session: Any) -> None:
    invoice = make.invoice()
    kept_card(make, world, invoice.organisation)
    world.vendors.fault("cut_after", "POST */adhoc", vendor="payfast")
    world.vendors.fault("cut_before", "GET */history", vendor="payfast", times=2)
    begin_charge(invoice.id, by=SYSTEM)
    at_once(world)  # lost, and the look with it
    jobs_pass_their_time(session)
    at_once(world)  # the third call in a row
    seen = len(world.vendors.calls("*payfast*"))
    assert session.scalars(select(VendorRest.vendor)).all() == [FarSide.PAYFAST]
    jobs_pass_their_time(session)
    at_once(world)
    assert len(world.vendors.calls("*payfast*")) == seen, "at rest"
    session.expire_all()
    assert session.scalars(select(PaymentAttempt.state)).one().value == "lost"

    rest_ends(session)
    world.run_jobs()
    session.expire_all()
    assert session.scalars(select(PaymentAttempt.state)).one().value == "taken"
    assert len(world.vendors.calls("POST */adhoc")) == 1 and set(paid_for(world).values()) == {1}


def rests(session: Any, vendor: FarSide) -> None:
    until = session.scalar(text("SELECT now() + interval '50 s'"))
    session.add(VendorRest(vendor=vendor, failures=FAILURES, rests_until=until, trouble=f"{vendor} cannot be reached."))
    session.commit()


def told(session: Any) -> int:
    """How much of what was done is in the audit."""
    found: int = session.scalar(select(func.count(AuditEvent.id)))
    session.rollback()
    return found


def test_a_new_charge_is_not_made_while_its_vendor_rests(make: Any, world: Any, session: Any) -> None:
    invoice = make.invoice()
    kept_card(make, world, invoice.organisation)
    rests(session, FarSide.PAYFAST)
    begin_charge(invoice.id, by=SYSTEM)
    before = told(session)
    for _turn in range(2):
        jobs_pass_their_time(session)
        at_once(world)
    assert told(session) == before, "it was never said that the card is asked"
    session.expire_all()
    (job,) = open_jobs(session)
    assert (session.scalars(select(PaymentAttempt.state)).one().value, job.failures, world.vendors.calls("POST */adhoc")) == ("open", 0, [])
    assert job.last_error.startswith("PayFast cannot be reached. One call")
    rest_ends(session)
    world.run_jobs()
    assert set(paid_for(world).values()) == {1}


def test_access_is_not_begun_while_its_system_rests(make: Any, world: Any, session: Any) -> None:
    membership = make.membership(door_groups="Studio")
    organisation = make.organisation(membership.location)
    person = make.user("Member", organisation_id=organisation.id)
    make.license(organisation, membership, user_id=person.id)
    for vendor in (FarSide.PAPERCUT, FarSide.SALTO):
        rests(session, vendor)
    settle_access([person.id], by=SYSTEM)
    at_once(world)  # the WiFi with it, which is ours
    before = told(session)
    jobs_pass_their_time(session)
    at_once(world)
    assert told(session) == before, "it was never said that a system is told"
    rows = {row.system: (row.state, row.attempt) for row in session.scalars(select(Access))}
    waits = (AccessState.WANTED, 0)
    assert rows == {System.WIFI: (AccessState.GRANTED, 1), System.PRINTING: waits, System.DOORS: waits}
    assert all("cannot be reached. One call" in each.last_error for each in open_jobs(session))


def test_the_set_up_takes_the_rest_of_payfast_for_no_answer(session: Any, world: Any, admin: Any) -> None:
    rests(session, FarSide.PAYFAST)
    ask_cards(by=admin)
    at_once(world)
    assert world.vendors.calls("*payfast*") == []
    asked = session.scalars(select(Setting.value).where(Setting.name == SETTING)).one()
    assert (asked["answered_at"], asked["trouble"]) == (None, "")


@pytest.fixture
def line(settings: Any, session: Any) -> Iterator[Line]:
    found = Line(settings.database_url)
    yield found
    found.close()


def away(line: Line, times: int) -> None:
    for _time in range(times):
        attempt = Attempt(line)
        attempt.require_awake(FarSide.SALTO)
        attempt.silent(FarSide.SALTO, "Salto cannot be reached.")
        attempt.end()


def test_of_two_who_come_together_one_tries(line: Line, session: Any) -> None:
    away(line, FAILURES)
    rest_ends(session)
    first, second = Attempt(line), Attempt(line)
    first.require_awake(FarSide.SALTO)
    first.require_awake(FarSide.SALTO)
    with pytest.raises(NotYet) as wait:
        second.require_awake(FarSide.SALTO)
    assert 0 < (wait.value.after or 0) <= REST + 1
    second.require_awake(FarSide.XERO)
    first.answered(FarSide.SALTO)
    second.require_awake(FarSide.SALTO)


def test_who_was_let_through_and_asked_nobody_leaves_it_to_the_next(line: Line, session: Any) -> None:
    away(line, FAILURES)
    rest_ends(session)
    first = Attempt(line)
    first.require_awake(FarSide.SALTO)
    first.end()
    Attempt(line).require_awake(FarSide.SALTO)


def test_one_answer_in_between_begins_the_count_anew(line: Line, session: Any) -> None:
    away(line, FAILURES - 1)
    lucky = Attempt(line)
    lucky.require_awake(FarSide.SALTO)
    lucky.answered(FarSide.SALTO)
    away(line, FAILURES - 1)
    Attempt(line).require_awake(FarSide.SALTO)


def test_what_cannot_be_written_down_changes_nothing_of_what_the_vendor_said(line: Line, settings: Any, session: Any) -> None:
    """As while a standby takes over: the database answers, and takes no row."""
    away(line, FAILURES)
    rest_ends(session)
    reading = Line(settings.database_url, first="SET default_transaction_read_only = on")
    try:
        attempt = Attempt(reading)
        attempt.require_awake(FarSide.SALTO)
        attempt.silent(FarSide.SALTO, "Salto cannot be reached.")
        attempt.answered(FarSide.SALTO)
        attempt.end()
    finally:
        reading.close()
    session.rollback()
    assert session.scalars(select(VendorRest.failures)).one() == FAILURES
