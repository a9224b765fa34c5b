"""One attempt of a job: its result, its failure, its second run, and the fence against a worker that comes back from the dead."""

from __future__ import annotations

import signal
import time

import pytest
from flask import Flask

from app.access.actor import SYSTEM
from app.actions.outbox.retry import retry_message
from app.core.entity import db
from app.core.errors import Conflict, Locked, Refused
from app.integrations.errors import GiveUp, NotYet, Pause, Retry, Unknown
from app.queries.health.queues import trying
from app.queries.health.troubles import troubles
from config import Settings
from jobs import ledger
from jobs.lease import Keeper
from jobs.line import Line
from jobs.runner import run
from tests.jobs.conftest import Outbox
from tests.jobs.noted import ENDINGS


@pytest.fixture
def line(settings: Settings) -> Line:
    return Line(settings.database_url)


def failing(outbox: Outbox, how: BaseException) -> int:
    ENDINGS["as wished"] = how
    return outbox.post("tests.jobs.noted.end", payload={"how": "as wished"})


def test_a_job_runs_once_in_the_name_of_its_request(outbox: Outbox) -> None:
    message = outbox.post(payload={"key": "one"})
    run(message)
    run(message)  # a second hint
    row, note = outbox.row(message), outbox.one("SELECT * FROM noted")
    assert (row.state, row.attempt, row.lease_until, row.last_error) == ("done", 1, None, "")
    assert row.done_at is not None
    assert outbox.notes() == ["one"]
    assert (note.request_id, note.actor) == ("request-1", "Foyer")


def test_a_row_that_somebody_runs_is_left_alone(outbox: Outbox, line: Line) -> None:
    message = outbox.post()
    assert ledger.claim(line, message)
    run(message)
    assert outbox.notes() == []
    assert outbox.row(message).attempt == 1


def test_a_row_is_not_run_before_its_time(outbox: Outbox) -> None:
    run(outbox.post(wait=60))
    assert outbox.notes() == []


def test_a_zombie_changes_nothing(outbox: Outbox, line: Line) -> None:
    message = outbox.post()
    zombie = ledger.claim(line, message)
    assert zombie
    outbox.change(message, "lease_until = now() - interval '1 second'")
    assert ledger.claim(line, message)  # the living one
    before = outbox.row(message)

    assert not ledger.renew(line, message, zombie.attempt)
    assert not ledger.done(line, zombie)
    assert not ledger.again(line, zombie, wait=0, failures=1, reason="late")
    assert not ledger.park(line, zombie, failures=9, reason="late")
    after = outbox.row(message)
    assert (after.state, after.attempt, after.last_error, after.lease_until) == ("running", 2, "", before.lease_until)


def test_a_dead_workers_row_runs_again(outbox: Outbox, line: Line) -> None:
    message = outbox.post()
    ledger.claim(line, message)
    outbox.change(message, "lease_until = now() - interval '1 second'")
    run(message)
    row = outbox.row(message)
    assert (row.state, row.attempt, row.failures) == ("done", 2, 0)


def test_failures_wait_longer_and_longer_until_the_row_is_parked(outbox: Outbox) -> None:
    message, waits = failing(outbox, Retry("Xero cannot be reached.")), []
    for _ in range(5):
        run(message)
        row = outbox.row(message)
        assert (row.state, row.last_error) == ("due", "Xero cannot be reached.")
        waits.append(round(row.wait))
        outbox.change(message, "not_before = now()")
    run(message)
    row = outbox.row(message)
    assert waits == [10, 60, 300, 1800, 7200]
    assert (row.state, row.failures, row.lease_until, row.last_error) == ("parked", 6, None, "Xero cannot be reached.")


def test_a_far_side_that_names_a_time_is_waited_for_and_not_counted(outbox: Outbox) -> None:
    message = failing(outbox, Pause("Xero takes no more calls at the moment.", after=42))
    for _ in range(ledger.LIVES + 5):  # a big run meets the limit of calls every minute for hours
        run(message)
        assert round(outbox.row(message).wait) == 42
        outbox.change(message, "not_before = now()")
    row = outbox.row(message)
    assert (row.state, row.failures, row.trying_since, row.failed_at) == ("due", 0, None, None), "a limit is no trouble"


def test_a_wait_of_an_hour_is_told_however_often_a_time_is_named_anew(app: Flask, outbox: Outbox) -> None:
    """A mail server that no longer takes the account is asked again each five minutes, for ever; that is not counted, and yet it is no health."""
    message = failing(outbox, Retry("The mail server does not accept the account.", after=300))
    run(message)
    began = outbox.row(message)
    assert (began.failures, began.trying_since) == (0, began.failed_at)
    outbox.change(message, "not_before = now(), trying_since = now() - interval '59 minutes'")
    run(message)
    assert said(app) == ["vendor:mail"], "nobody got an answer for a quarter of an hour"
    outbox.change(message, "not_before = now(), trying_since = now() - interval '61 minutes'")
    run(message)
    assert said(app) == ["stuck", "vendor:mail"]
    with app.app_context():
        assert [(each.job, each.reason) for each in trying(db.session())] == [
            ("tests.jobs.noted.end", "The mail server does not accept the account.")
        ]

    outbox.change(message, "not_before = now(), job = 'tests.jobs.noted.note', payload = '{\"key\": \"it came\"}'")
    run(message)
    assert (outbox.row(message).state, outbox.row(message).trying_since, said(app)) == ("done", None, [])


def test_who_waits_for_something_of_the_house_is_stuck_after_an_hour_and_no_vendor_is_blamed(app: Flask, outbox: Outbox) -> None:
    message = failing(outbox, NotYet("The PDF is not there yet.", after=30))
    run(message)
    outbox.change(message, "trying_since = now() - interval '61 minutes'")
    assert outbox.row(message).failed_at is None
    assert said(app) == ["stuck"]


def test_a_limit_that_is_named_ends_what_was_in_vain(outbox: Outbox) -> None:
    message = failing(outbox, Retry("Xero cannot be reached."))
    run(message)
    assert outbox.row(message).trying_since is not None
    ENDINGS["as wished"] = Pause("Xero takes no more calls at the moment.", after=3600)
    outbox.change(message, "not_before = now()")
    run(message)
    assert outbox.row(message).trying_since is None


def said(app: Flask) -> list[str]:
    with app.app_context():
        return [each.key for each in troubles(db.session())]


def test_the_number_of_an_attempt_that_waited_is_no_way_back_for_a_zombie(outbox: Outbox, line: Line) -> None:
    message = outbox.post()
    zombie = ledger.claim(line, message)
    outbox.change(message, "lease_until = now() - interval '1 second'")
    waiting = ledger.claim(line, message)
    assert zombie and waiting
    assert ledger.again(line, waiting, wait=0, failures=0, reason="later", why=ledger.PAUSED)
    assert not ledger.done(line, zombie)
    assert ledger.claim(line, message)
    assert not ledger.done(line, zombie)
    assert outbox.row(message).state == "running"


@pytest.mark.parametrize("how", [GiveUp("The address is closed."), Unknown("Xero did not answer."), Refused("The month is closed.")])
def test_what_will_not_get_better_is_parked_at_once(outbox: Outbox, how: Exception) -> None:
    message = failing(outbox, how)
    run(message)
    assert (outbox.row(message).state, outbox.row(message).last_error) == ("parked", str(how))


@pytest.mark.parametrize("how", [Locked("A run holds it."), Conflict("It moved."), ZeroDivisionError("by zero")])
def test_what_may_get_better_is_tried_again(outbox: Outbox, how: Exception) -> None:
    message = failing(outbox, how)
    run(message)
    assert (outbox.row(message).state, outbox.row(message).failures) == ("due", 1)


def test_reasons_keep_no_secrets_and_fit(outbox: Outbox) -> None:
    told = (
        "GET https://ann:s3same@host/x?token=abc123 Authorization: Bearer abcdefgh.ijkl {'password': 'open sesame'}\x00\ud800 " + "x" * 3000
    )
    message = failing(outbox, RuntimeError(told))
    run(message)
    kept = outbox.row(message).last_error
    assert kept.startswith("RuntimeError: GET https://•••@host/x?token=•••")
    assert len(kept) == 500
    for secret in ("s3same", "abc123", "abcdefgh", "sesame"):
        assert secret not in kept


def test_a_job_that_nobody_wrote_is_parked(outbox: Outbox) -> None:
    for name in ("jobs.nowhere.nothing", "jobs.health.nothing", "os.system"):
        message = outbox.post(name)
        run(message)
        assert (outbox.row(message).state, outbox.row(message).last_error) == ("parked", f"There is no job {name}.")


def test_a_job_that_takes_too_long_is_cut(outbox: Outbox) -> None:
    message = outbox.post("tests.jobs.noted.dawdle")
    began = time.monotonic()
    run(message)
    assert time.monotonic() - began < 20, "it would have slept so long"
    assert (outbox.row(message).state, outbox.row(message).failures) == ("due", 1)
    assert "longer than 1 seconds" in outbox.row(message).last_error


def test_a_stopped_job_goes_back_at_once(outbox: Outbox) -> None:
    def stop(_number: int, _frame: object) -> None:
        raise SystemExit

    before = signal.signal(signal.SIGUSR1, stop)
    message = outbox.post("tests.jobs.noted.stopped", payload={})
    try:
        with pytest.raises(SystemExit):
            run(message)
    finally:
        signal.signal(signal.SIGUSR1, before)
    row = outbox.row(message)
    assert (row.state, row.failures, row.attempt) == ("due", 0, 1)
    assert row.wait <= 0


def test_a_job_that_kills_its_workers_is_parked_in_the_end(outbox: Outbox) -> None:
    message = outbox.post()
    outbox.change(message, f"state = 'running', attempt = {ledger.LIVES}, lease_until = now() - interval '1 second'")
    run(message)
    assert outbox.row(message).state == "parked"
    assert outbox.notes() == []


def test_who_tries_it_again_gives_it_lives_of_its_own(app: Flask, outbox: Outbox) -> None:
    """A worker that was short of memory is larger now: without that, “Try again” would park it at once, for ever."""
    message = outbox.post()
    outbox.change(message, f"state = 'running', attempt = {ledger.LIVES}, lease_until = now() - interval '1 second'")
    run(message)
    with app.app_context():
        retry_message(message, by=SYSTEM)
    run(message)
    row = outbox.row(message)
    assert (row.state, row.attempt, len(outbox.notes())) == ("done", ledger.LIVES + 2, 1), "the fence goes on"
    outbox.change(
        message, f"state = 'running', attempt = {2 * ledger.LIVES + 1}, lease_until = now() - interval '1 second', done_at = NULL"
    )
    run(message)
    assert outbox.row(message).state == "parked"


def test_a_long_job_keeps_its_lease(outbox: Outbox, line: Line, settings: Settings) -> None:
    message = outbox.post()
    mine = ledger.claim(line, message)
    assert mine
    outbox.change(message, "lease_until = now() + interval '1 second'")
    with Keeper(settings.database_url, every=0.05).keeping(message, mine.attempt):
        end = time.monotonic() + 60
        while outbox.row(message).lease < 10 and time.monotonic() < end:
            time.sleep(0.02)
    assert outbox.row(message).lease > 10


def test_a_broken_connection_comes_back_inside_a_job(outbox: Outbox, app: Flask) -> None:
    run(outbox.post())
    outbox.connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
    )
    message = outbox.post()
    run(message)
    assert outbox.row(message).state == "done"
