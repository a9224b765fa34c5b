"""Red once, well once; what failed together is decided together; and the page says it in one look (T3)."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from redis import Redis
from sqlalchemy import select, text

from app.access.actor import SYSTEM
from app.access.roles import FINANCE, FRONT_DESK
from app.actions.health.note import note_health
from app.actions.health.put_mail_to import put_mail_to
from app.actions.outbox.together import give_up_together, retry_together
from app.actions.payments.begin_charge import begin_charge
from app.actions.payments.lose_charge import lose_charge
from app.actions.schedules.pause import pause_schedule
from app.actions.schedules.resume import resume_schedule
from app.core.clock import now
from app.core.errors import Forbidden, Refused
from app.models import Delivery, HealthEpisode, OutboxMessage, Schedule, ScheduleSlot, SystemLook
from app.models.delivery import DeliveryKind, DeliveryState
from app.models.outbox import OutboxState
from app.models.schedule import RESTORED, Frequency, Outcome
from app.queries.health.troubles import Trouble, troubles
from app.queries.health.vendors import vendors
from app.rules.access import System
from jobs import charges, health
from tests.cards import kept_card

TEN = dt.datetime(2026, 6, 1, 10, tzinfo=dt.UTC)
PARKED, AWAY = Trouble("parked", "1 job is parked."), Trouble("vendor:Salto", "Salto does not answer: No route")


@pytest.fixture
def minute():
    with time_machine.travel(TEN, tick=False) as traveller:
        yield lambda of: traveller.move_to(TEN + dt.timedelta(minutes=of))


def test_it_is_mailed_when_it_turns_red_and_when_it_is_well_and_never_in_between(minute, world, admin, session, make):
    put_mail_to("Ops@example.com; ops@example.com", by=admin)
    told = []
    for at, found in enumerate([[PARKED], [PARKED], [], [PARKED], [PARKED, AWAY], [AWAY], []]):
        minute(at)
        note_health(found, by=SYSTEM)
        told.append([mail["subject"] for mail in world.letters()])
    for at in (12, 17, 30):
        minute(at)
        note_health([], by=SYSTEM)
    subjects = [mail["subject"] for mail in world.letters()]

    assert [len(each) for each in told] == [1, 1, 1, 1, 2, 2, 2]
    assert subjects == ["Foyer needs you: 1 job is parked.", "Foyer needs you: Salto does not answer: No route", "Foyer is well again"]
    episode = session.scalars(select(HealthEpisode)).one()
    assert (episode.ended_at, [each["key"] for each in episode.troubles]) == (TEN + dt.timedelta(minutes=17), ["parked", "vendor:Salto"])


def test_what_gives_up_later_is_mailed_as_well_and_a_hundred_of_them_are_few_mails(minute, world, admin, session):
    put_mail_to("ops@example.com", by=admin)

    def parks(at: int, job: str) -> None:
        minute(at)
        session.add(
            OutboxMessage(
                event="E",
                job=f"jobs.{job}.act",
                queue="low",
                key=f"{job}-{at}",
                payload={},
                state=OutboxState.PARKED,
                last_error="No route",
                failed_at=TEN + dt.timedelta(minutes=at),
            )
        )
        session.commit()
        note_health(troubles(session), by=SYSTEM)

    parks(0, "papers")
    for at in (3, 5, 9):
        parks(at, "wallets")
    assert len(world.letters()) == 1, "a moment ago somebody was told to look"
    parks(11, "leads")
    minute(12)
    note_health(troubles(session), by=SYSTEM)
    minute(40)
    note_health(troubles(session), by=SYSTEM)
    assert [mail["subject"] for mail in world.letters()] == [
        "Foyer needs you: 1 job is parked. The newest: papers.act: No route",
        "Foyer needs you: 5 jobs are parked. The newest: leads.act: No route; wallets.act: No route; papers.act: No route",
    ]


def test_what_was_gone_and_comes_back_is_mailed_while_something_else_goes_on(minute, world, admin, session):
    put_mail_to("ops@example.com", by=admin)
    told = []
    for at, found in (
        (0, [PARKED, AWAY]),
        (1, [PARKED]),
        (9, [PARKED, AWAY]),
        (20, [PARKED]),
        (29, [PARKED]),
        (31, [PARKED, AWAY]),
        (32, [PARKED, AWAY]),
    ):
        minute(at)
        note_health(found, by=SYSTEM)
        told.append(len(world.letters()))
    assert told == [1, 1, 1, 1, 1, 2, 2], "what comes and goes is one trouble"
    (episode,) = session.scalars(select(HealthEpisode))
    assert [each["key"] for each in episode.troubles] == ["parked", "vendor:Salto", "vendor:Salto"]


def test_without_a_choice_the_admins_of_the_network_are_mailed(world, make, admin, session):
    make.user(FINANCE)
    make.user("Network admin", locations=[make.location()])
    note_health([PARKED], by=SYSTEM)
    assert len(world.letters()) == 1
    with pytest.raises(Refused) as refusal:
        put_mail_to("nobody", by=admin)
    assert refusal.value.field == "mail_to"


def test_what_is_wrong_is_told_by_a_key_that_stays(minute, session):
    session.add(OutboxMessage(event="E", job="jobs.mail.deliver", queue="mail", key="1", payload={}, state=OutboxState.PARKED))
    session.add(
        Schedule(
            task="dunning",
            frequency=Frequency.DAILY,
            last_outcome=Outcome.FAILED,
            last_result="Failed: no",
            next_due_at=TEN + dt.timedelta(hours=20),
        )
    )
    soon = Schedule(
        task="presence", frequency=Frequency.EVERY_MINUTE, last_outcome=Outcome.FAILED, next_due_at=TEN + dt.timedelta(minutes=1)
    )
    session.add(soon)
    session.flush()
    session.add(ScheduleSlot(schedule_id=soon.id, slot=TEN - dt.timedelta(minutes=2), outcome=Outcome.DONE))
    session.add(
        SystemLook(system=System.DOORS, looked_at=TEN - dt.timedelta(hours=2), trouble="No route", since=TEN - dt.timedelta(hours=1))
    )
    session.add(SystemLook(system=System.PRINTING, trouble="Busy", since=TEN - dt.timedelta(minutes=2)))
    session.commit()
    assert [each.key for each in troubles(session)] == ["parked", "schedule:dunning", "vendor:Salto"]


def test_what_a_restore_paused_is_told_until_somebody_resumes_it(minute, session, admin):
    """For weeks nothing would be charged, reminded or read, and nobody would notice."""
    rows = [
        Schedule(task=task, frequency=Frequency.HOURLY, enabled=False, last_result=f"{RESTORED}2026-05-31T02:30:00+00:00. Look.")
        for task in ("charges", "dunning")
    ]
    session.add_all([*rows, Schedule(task="files", frequency=Frequency.HOURLY, enabled=False, last_result="12 moved.")])
    session.commit()
    (told,) = troubles(session)
    assert (told.key, told.words) == (
        "restored",
        "2 schedules are paused since the restore of a backup: look, and then resume them. charges, dunning",
    )
    resume_schedule(rows[0].id, by=admin)
    resume_schedule(rows[1].id, by=admin)
    pause_schedule(rows[1].id, by=admin)
    assert troubles(session) == [], "paused by a person who has looked"


def mails(session, *rows: dict) -> None:
    for number, row in enumerate(rows):
        session.add(
            OutboxMessage(event="E", job="jobs.mail.deliver", queue="mail", key=f"mail-{number}", payload={}, last_error="No route", **row)
        )
    session.commit()


def ago(minutes: float) -> dt.datetime:
    return TEN - dt.timedelta(minutes=minutes)


def test_a_busy_outage_is_red_although_something_failed_a_moment_ago(minute, make, session):
    place, person = make.location(), make.user()
    delivery = Delivery(
        kind=DeliveryKind.WELCOME,
        location_id=place.id,
        user_id=person.id,
        address="a@example.com",
        key="a",
        message_id="a",
        state=DeliveryState.SENT,
        sent_at=ago(40),
    )
    session.add(delivery)
    mails(
        session,
        {"failed_at": ago(30), "trying_since": ago(30), "not_before": ago(-10)},
        {"failed_at": ago(1), "trying_since": ago(1), "not_before": ago(0)},
    )
    found = {each.name: each for each in vendors(session)}["mail"]
    assert (found.is_red, found.since, found.failed_at, found.trouble) == (True, ago(30), ago(1), "No route")
    delivery.sent_at = ago(2)
    session.commit()
    found = {each.name: each for each in vendors(session)}["mail"]
    assert (found.is_red, found.since) == (False, ago(1)), "it answered since, and what failed before has its turn later"


def test_a_parked_job_makes_no_vendor_red_that_answers(minute, session):
    mails(session, {"failed_at": ago(90), "state": OutboxState.PARKED, "not_before": ago(90)})
    found = {each.name: each for each in vendors(session)}["mail"]
    assert (found.is_red, found.trouble) == (False, "")
    assert [each.key for each in troubles(session)] == ["parked"]


def test_jobs_that_stopped_for_one_reason_are_decided_together(session, make, admin):
    for number, reason in enumerate(["No route", "No route", "No such file"]):
        session.add(
            OutboxMessage(
                event="E",
                job="jobs.mail.deliver",
                queue="mail",
                key=str(number),
                payload={},
                state=OutboxState.PARKED,
                failures=6,
                last_error=reason,
            )
        )
    session.commit()
    with pytest.raises(Refused, match="Say why"):
        give_up_together("jobs.mail.deliver", "No such file", why=" ", by=admin)
    with pytest.raises(Forbidden):
        retry_together("jobs.mail.deliver", "No route", by=make.actor(FRONT_DESK))
    assert retry_together("jobs.mail.deliver", "No route", by=admin) == 2
    assert give_up_together("jobs.mail.deliver", "No such file", why="Told them by telephone", by=admin) == 1
    session.expire_all()
    rows = session.scalars(select(OutboxMessage).where(OutboxMessage.job == "jobs.mail.deliver").order_by(OutboxMessage.id)).all()
    assert [row.state for row in rows] == [OutboxState.DUE, OutboxState.DUE, OutboxState.GIVEN_UP]
    assert (rows[2].given_up_by, rows[2].given_up_reason) == (admin.name, "Told them by telephone")


def test_the_page_answers_what_failed_last_night_and_leads_to_the_schedule(login, session, make):
    session.add(
        OutboxMessage(
            event="E", job="jobs.documents.render", queue="pdf", key="1", payload={}, state=OutboxState.PARKED, last_error="No font"
        )
    )
    row = Schedule(
        task="verify_books",
        frequency=Frequency.CRON,
        cron="20 3 * * *",
        zone="Africa/Johannesburg",
        last_outcome=Outcome.FAILED,
        last_result="Failed: Broken promises: I2",
    )
    session.add_all([row, Schedule(task="bookings", frequency=Frequency.EVERY_MINUTE)])
    session.flush()
    slot = session.scalar(text("SELECT date_trunc('minute', now()) - interval '3 hours'"))
    session.add(
        ScheduleSlot(
            schedule_id=row.id,
            slot=slot,
            outcome=Outcome.FAILED,
            result="Failed: Broken promises: I2",
            began_at=slot,
            finished_at=slot + dt.timedelta(seconds=4),
        )
    )
    session.commit()
    browser = login(FINANCE)
    page = browser.get("/health/").get_data(as_text=True)
    assert "Documents: render" in page and "No font" in page and "Broken promises: I2" in page and "Books: every promise is checked" in page
    listed = browser.get("/schedules/list/").get_data(as_text=True)
    assert listed.index("Books: every promise") < listed.index("Bookings: ends") and "each day at 03:20" in listed
    shown = browser.get(f"/schedules/show/{row.id}").get_data(as_text=True)
    assert "4.0 s" in shown or "4.0 s" in browser.get(f"/schedule-slots/list/?_flt_0_schedule={row.id}").get_data(as_text=True)


@pytest.fixture
def told(settings):
    """What Valkey is told of a worker of these queues; it is forgotten afterwards."""
    with Redis.from_url(settings.redis_url) as link:

        def tell(*queues):
            link.sadd("rq:workers", "rq:worker:one")
            link.hset("rq:worker:one", mapping={"queues": ",".join(queues), "hostname": "here", "pid": "1"})

        link.delete("rq:workers")
        yield tell
        link.delete("rq:workers", "rq:worker:one")


def test_without_a_worker_all_is_not_well(login, told):
    """Nothing mails it, since nobody is there to do so: the page says it, and `foyer ready worker`."""
    browser = login(FINANCE)
    page = browser.get("/health/").get_data(as_text=True)
    assert "No worker is alive: no job is done." in page and "All is well." not in page
    told("mail", "pdf")
    page = browser.get("/health/live").get_data(as_text=True)
    assert "All is well." in page and "No worker" not in page


def test_a_queue_that_nobody_serves_is_told_once_something_is_due_in_it(login, told, session):
    later = dt.timedelta(days=1)
    session.add_all(
        OutboxMessage(event="E", job="jobs.x.act", queue=queue, key=queue, payload={}, not_before=now() + wait)
        for queue, wait in (("mail", -later), ("doors", later))
    )
    session.commit()
    told("mail", "pdf")
    browser = login(FINANCE)
    assert "No worker takes jobs" not in browser.get("/health/live").get_data(as_text=True), "what is due later does not need one yet"
    told("pdf")
    page = browser.get("/health/live").get_data(as_text=True)
    assert "No worker takes jobs of the queue “mail”: 1 waits." in page and "All is well." not in page


def test_a_queue_that_nobody_serves_is_mailed_once_its_jobs_are_late(told, session, admin, world):
    """Not at once: workers that are being restarted are back before anybody has read the mail."""
    put_mail_to("ops@example.com", by=admin)
    told("low", "mail")
    message = OutboxMessage(event="E", job="jobs.x.act", queue="doors", key="d", payload={}, not_before=now() - dt.timedelta(minutes=2))
    session.add(message)
    session.commit()
    assert health.check() == ""
    message.not_before = now() - dt.timedelta(minutes=6)
    session.commit()
    assert health.check() == "No worker takes jobs of the queue “doors”: 1 waits."
    session.delete(message)  # a job of nobody, which the world would try to run
    session.commit()
    assert [mail["subject"] for mail in world.letters()] == ["Foyer needs you: No worker takes jobs of the queue “doors”: 1 waits."]


def test_money_of_which_nobody_knows_is_mailed_and_so_is_the_next(make, world, session, admin, told):
    put_mail_to("ops@example.com", by=admin)
    told("low", "mail")
    with time_machine.travel(TEN, tick=False) as traveller:
        for at in (0, 20):
            traveller.move_to(TEN + dt.timedelta(minutes=at))
            invoice = make.invoice()
            kept_card(make, world, invoice.organisation, name="Visa 4242")
            attempt = begin_charge(invoice.id, by=SYSTEM)
            charges.ask_charge(attempt.id, by=SYSTEM)
            lose_charge(attempt.id, "PayFast failed with status 500.", by=SYSTEM)
            health.check()
            health.check()
            subjects = [mail["subject"] for mail in world.letters()]
    assert [each for each in subjects if "card charge" in each] == [
        "Foyer needs you: 1 card charge waits for a decision: nobody knows whether it was taken.",
        "Foyer needs you: 2 card charges wait for a decision: nobody knows whether they were taken.",
    ]
