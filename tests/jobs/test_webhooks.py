"""Webhooks out, end to end: what happens is told once to whoever may hear it, signed, tried again, and nobody waits for anybody else's receiver."""

from __future__ import annotations

import datetime as dt
import hmac
import json
from base64 import b64decode, b64encode
from hashlib import sha256
from typing import Any

import pytest
import time_machine
from sqlalchemy import Enum, String, func, select, text
from sqlalchemy.exc import DBAPIError

from app.access.actor import SYSTEM
from app.access.roles import LOCATION_MANAGER, NETWORK_ADMIN
from app.access.sealing import WEBHOOK, sealed
from app.actions.licenses.create import create_license
from app.actions.licenses.end import end_license
from app.actions.licenses.remove import remove_license
from app.actions.webhooks.again import send_again
from app.actions.webhooks.create import create_webhook
from app.actions.webhooks.message import send_test
from app.actions.webhooks.pause import resume_webhook
from app.actions.webhooks.secret import rotate_secret, secrets_of
from app.actions.webhooks.settle import Came, settle
from app.actions.webhooks.take import LEASE, take_due
from app.core import clock
from app.core.errors import Refused
from app.integrations.errors import GiveUp
from app.integrations.registry import offer
from app.integrations.webhooks import Receiver
from app.integrations.webhooks.https import HttpsReceiver
from app.integrations.wire import Patience
from app.models import OutboxMessage, Webhook, WebhookAttempt, WebhookMessage
from app.models.webhook import MessageState, WebhookStatus
from app.queries.health.troubles import troubles
from app.queries.webhook_events import EVENTS, THINGS
from app.rules.webhook_signature import secret_of
from jobs import webhooks as jobs
from jobs.handlers import TOLD_OUTSIDE
from tests.federation.neighbours import answering, dripping, silent

SECRET = secret_of(b"k" * 32)


@pytest.fixture
def listening(world: Any, make: Any, session: Any) -> Any:
    """`listening(url, events, owner=, location=)`: a webhook that may go to this machine."""
    offer(Receiver, lambda: HttpsReceiver(to_loopback=True))

    def add(url: str, events: list[str], *, owner: Any = None, location: Any = None) -> Webhook:
        owner = owner or make.user(NETWORK_ADMIN)
        hook = Webhook(
            description="Books",
            url=url,
            events=events,
            owner_id=owner.id,
            location_id=location and location.id,
            sealed_secret=sealed(SECRET.encode(), WEBHOOK),
        )
        session.add(hook)
        session.commit()
        return hook

    return add


def hurry(seconds: float) -> None:
    """A receiver has so long for its answer, for a test of one that takes longer."""
    offer(Receiver, lambda: HttpsReceiver(to_loopback=True, patience=Patience(5, 5, seconds)))


def a_license(make: Any, location: Any = None) -> Any:
    return make.license(make.organisation(location or make.location()))


def changed(make: Any, license: Any) -> None:
    end_license(license.id, on=license.starts_on + dt.timedelta(days=400), by=make.actor())


def test_what_happens_is_told_signed_and_once(world: Any, make: Any, session: Any, listening: Any) -> None:
    license, heads = a_license(make), []  # type: ignore[var-annotated]
    with answering(lambda _path, _body: (204, b""), heads) as (url, came):
        listening(f"{url}/hooks", ["license.ended"])
        changed(make, license)
        world.run_jobs()
        session.execute(text("UPDATE outbox_message SET state = 'due' WHERE job = 'jobs.webhooks.tell'"))  # as after a lost result
        world.run_jobs()
    (body,) = came
    told = json.loads(body)
    assert (told["type"], told["version"], told["data"]["id"], told["data"]["resource"]) == (
        "license.ended",
        1,
        license.id,
        f"/api/v1/license/{license.id}",
    )
    head = heads[0]
    signed = f"{head['webhook-id']}.{head['webhook-timestamp']}.".encode() + body
    right = b64encode(hmac.new(b64decode(SECRET.removeprefix("whsec_")), signed, sha256).digest()).decode()
    assert head["webhook-signature"] == f"v1,{right}"
    assert abs(int(head["webhook-timestamp"]) - clock.now().timestamp()) < 60
    assert session.scalars(select(WebhookMessage.state)).all() == [MessageState.DELIVERED]


def test_nobody_hears_what_they_may_not_see(world: Any, make: Any, session: Any, listening: Any) -> None:
    here, there = make.location(), make.location()
    manager = make.user(LOCATION_MANAGER, locations=[there])
    with answering(lambda _path, _body: (200, b"ok")) as (url, came):
        listening(url, ["license.ended"], owner=manager)
        listening(url, ["license.ended"], location=there)
        changed(make, a_license(make, here))
        world.run_jobs()
        assert came == []
        changed(make, a_license(make, there))
        world.run_jobs()
    assert len(came) == 2


def test_while_nobody_listens_nothing_is_written_for_it(make: Any, session: Any, world: Any) -> None:
    changed(make, a_license(make))
    assert session.scalar(select(func.count()).select_from(OutboxMessage).where(OutboxMessage.queue == "events")) == 0


def test_who_heard_of_something_hears_that_it_is_gone(world: Any, make: Any, session: Any, listening: Any) -> None:
    place = make.license(make.organisation(make.location()))
    wanted = {name: getattr(place, name) for name in ("organisation_id", "membership_id", "space_id")} | {
        "starts_on": clock.today("UTC") + dt.timedelta(days=40)
    }
    with answering(lambda _path, _body: (200, b"")) as (url, came):
        listening(url, ["license.created", "license.removed"])
        made = create_license(**wanted, by=make.actor())
        world.run_jobs()
        number = made.id
        remove_license(number, by=make.actor())
        world.run_jobs()
    assert [(json.loads(each)["type"], json.loads(each)["data"]["id"]) for each in came] == [
        ("license.created", number),
        ("license.removed", number),
    ]


def test_a_failure_is_tried_again_and_the_same_id_comes(world: Any, make: Any, session: Any, listening: Any) -> None:
    answers, heads = [(500, b"broken <b>"), (302, b"/elsewhere"), (200, b"thanks")], []  # type: ignore[var-annotated]
    with answering(lambda _path, _body: answers.pop(0), heads) as (url, _came):
        hook = listening(url, [])
        send_test(hook.id, by=SYSTEM)
        world.run_jobs()
        message = session.scalars(select(WebhookMessage)).one()
        session.refresh(hook)
        assert (message.state, message.tries, hook.trouble) == (MessageState.DUE, 1, "It answered with status 500.")
        for minutes in (1, 5):
            with time_machine.travel(clock.now() + dt.timedelta(minutes=minutes), tick=True):
                jobs.follow()
                world.run_jobs()
        session.expire_all()
        assert (message.state, message.tries, hook.failures, hook.trouble) == (MessageState.DELIVERED, 3, 0, "")
        assert [(each.answered, each.response) for each in message.attempts] == [(500, "broken <b>"), (302, "/elsewhere"), (200, "thanks")]
        answers.append((200, b""))
        send_again(message.id, by=SYSTEM)
        world.run_jobs()
    assert len({head["webhook-id"] for head in heads}) == 1 and len(heads) == 4


def test_one_that_hangs_holds_up_nobody_and_rests(world: Any, make: Any, session: Any, listening: Any) -> None:
    with silent() as hanging, answering(lambda _path, _body: (200, b"")) as (url, came):
        slow, quick = listening(hanging, []), listening(url, [])
        hurry(3)
        for _number in range(6):
            send_test(slow.id, by=SYSTEM)
        for _number in range(20):
            send_test(quick.id, by=SYSTEM)
        world.run_jobs()
        session.expire_all()
    assert len(came) == 20
    assert slow.failures > 2 and slow.rests_until is not None and quick.failures == 0
    assert "did not arrive" in session.scalars(select(WebhookAttempt.reason).where(WebhookAttempt.answered.is_(None)).limit(1)).one()


@pytest.mark.parametrize(
    "head",
    [b"HTTP/1.1 200 OK\r\nX-Slow: ", b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"],
    ids=["head", "body", "chunk"],
)
def test_one_that_drips_is_cut_and_has_failed(world: Any, session: Any, listening: Any, head: bytes) -> None:
    with dripping(head) as url:
        hook = listening(url, [])
        hurry(1)
        send_test(hook.id, by=SYSTEM)
        world.run_jobs()
        session.expire_all()
    (tried,) = session.scalars(select(WebhookAttempt)).all()
    assert (tried.answered, hook.failures) == (None, 1)
    assert 900 < tried.took_ms < 6000  # the second that it has for everything, and a busy machine; six are what it would go on for


def test_an_outcome_that_cannot_be_written_down_loses_no_other(world: Any, session: Any, listening: Any) -> None:
    with answering(lambda _path, _body: (200, b"")) as (url, came):
        bad, good = listening(f"{url}/bad", []), listening(f"{url}/good", [])
        for hook in (bad, good, good, good):
            send_test(hook.id, by=SYSTEM)
        session.execute(
            text(f"""CREATE FUNCTION no_outcome() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF EXISTS (SELECT FROM webhook_message WHERE id = NEW.message_id AND webhook_id = {bad.id}) THEN RAISE 'no room'; END IF; RETURN NEW; END $$""")
        )
        session.execute(text("CREATE TRIGGER no_outcome BEFORE INSERT ON webhook_attempt FOR EACH ROW EXECUTE FUNCTION no_outcome()"))
        session.commit()
        try:
            with pytest.raises(DBAPIError):
                jobs.send()
        finally:
            session.rollback()
            session.execute(text("DROP FUNCTION no_outcome CASCADE"))
            session.commit()
        told = select(WebhookMessage.webhook_id, WebhookMessage.state).order_by(WebhookMessage.id)
        assert session.execute(told).all() == [(bad.id, MessageState.DUE), *[(good.id, MessageState.DELIVERED)] * 3]
        with time_machine.travel(
            clock.now() + LEASE + dt.timedelta(seconds=1), tick=True
        ):  # nobody knows what came of it, so it goes again
            world.run_jobs()
        session.expire_all()
        assert set(session.scalars(select(WebhookMessage.state))) == {MessageState.DELIVERED}
    assert len(came) == 5


def test_gone_stops_it_at_once_and_days_of_silence_too(world: Any, make: Any, session: Any, listening: Any) -> None:
    answers = [(410, b"")] + [(503, b"")] * 3
    with answering(lambda _path, _body: answers.pop(0)) as (url, _came):
        gone = listening(url, [])
        send_test(gone.id, by=SYSTEM)
        world.run_jobs()
        session.expire_all()
        assert (gone.status, session.scalars(select(WebhookMessage.state)).all()) == (WebhookStatus.STOPPED, [MessageState.FAILED])
        assert [each.key for each in troubles(session)] == [f"webhook:{gone.id}"]
        with pytest.raises(Refused):
            send_again(session.scalars(select(WebhookMessage.id)).one(), by=SYSTEM)
        resume_webhook(gone.id, by=SYSTEM)
        assert troubles(session) == []
        gone.failures, gone.failing_since = 20, clock.now() - dt.timedelta(days=4)
        session.commit()
        send_test(gone.id, by=SYSTEM)
        world.run_jobs()
        session.expire_all()
    assert gone.status is WebhookStatus.STOPPED and "three days" in gone.trouble


def test_why_it_was_stopped_outlasts_what_was_on_its_way(session: Any, listening: Any) -> None:
    """410 to the first of four that went together; the others come back after it."""
    hook = listening("https://hooks.example.com/", [])
    for _ in range(4):
        send_test(hook.id, by=SYSTEM)
    first, *others = take_due(32, ())
    settle(first, Came(1, answered=410))
    session.expire_all()
    assert (hook.status, hook.trouble) == (WebhookStatus.STOPPED, "It answered 410 Gone: nobody is there any more.")
    for late, came in zip(others, (Came(1, answered=410), Came(1, reason="No answer."), Came(1, answered=204)), strict=True):
        settle(late, came)
        session.expire_all()
        assert (hook.status, hook.trouble) == (WebhookStatus.STOPPED, "It answered 410 Gone: nobody is there any more."), came


def test_who_left_tells_nothing_any_more(world: Any, make: Any, session: Any, listening: Any) -> None:
    owner = make.user(NETWORK_ADMIN)
    hook = listening("http://127.0.0.1:9/", ["license.ended"], owner=owner)
    owner.active = False
    session.commit()
    changed(make, a_license(make))
    world.run_jobs()
    session.expire_all()
    assert hook.status is WebhookStatus.STOPPED


def test_two_secrets_sign_for_a_day(make: Any, session: Any, listening: Any) -> None:
    hook = listening("http://127.0.0.1:9/", [])
    fresh = rotate_secret(hook.id, by=SYSTEM)
    assert secrets_of(hook) == [fresh, SECRET]
    with time_machine.travel(clock.now() + dt.timedelta(hours=25)):
        assert secrets_of(hook) == [fresh]
        jobs.follow()
    session.expire_all()
    assert hook.sealed_old_secret is None and fresh.encode() not in hook.sealed_secret


def test_another_new_secret_within_the_day_does_not_end_the_one_that_the_receiver_has(listening: Any) -> None:
    """The one in between may have got lost before anybody wrote it down."""
    hook = listening("http://127.0.0.1:9/", [])
    rotate_secret(hook.id, by=SYSTEM)
    fresh = rotate_secret(hook.id, by=SYSTEM)
    assert secrets_of(hook) == [fresh, SECRET]
    with time_machine.travel(clock.now() + dt.timedelta(hours=25)):
        assert secrets_of(hook) == [fresh]
        assert [rotate_secret(hook.id, by=SYSTEM), fresh] == secrets_of(hook)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/x",
        "https://10.0.0.1/",
        "https://[::ffff:127.0.0.1]/",
        "https://169.254.169.254/latest",
        "https://user:pw@example.com/",
        "ftp://example.com",
        "https://",
        "https://[64:ff9b::7f00:1]/",
    ],
)
def test_an_address_that_is_not_called_is_not_kept(make: Any, session: Any, url: str) -> None:
    with pytest.raises(Refused) as refused:
        create_webhook(description="x", url=url, events=["invoice.paid"], by=make.actor())
    assert refused.value.field == "url"


def test_names_that_lead_inside_are_not_called_either(app: Any) -> None:
    for url in ("https://localhost/", "https://2130706433/", "https://0x7f.1/"):
        with pytest.raises(GiveUp):
            HttpsReceiver(to_loopback=False).deliver(url, {}, "{}")


def test_who_makes_one_may_see_what_it_tells(make: Any, session: Any) -> None:
    location = make.location()
    manager = make.actor(LOCATION_MANAGER, at=[location])
    wanted: dict[str, Any] = {"description": "Ours", "url": "https://example.com/hook", "events": ["invoice.paid"]}
    with pytest.raises(Refused) as elsewhere:
        create_webhook(**wanted, by=manager)
    assert elsewhere.value.field == "location"
    made = create_webhook(**wanted, location_id=location.id, by=manager)
    assert made.webhook.owner_id == manager.id
    assert made.secret.startswith("whsec_")
    with pytest.raises(Refused):
        create_webhook(**wanted | {"events": ["invoice.gone"]}, by=make.actor())


def test_no_word_that_somebody_wrote_leaves_the_house() -> None:
    """Of texts only what names a row, and a currency."""
    for thing in THINGS.values():
        texts = {
            name for name in thing.facts if isinstance(kind := thing.model.__table__.c[name].type, String) and not isinstance(kind, Enum)
        }
        assert texts <= {"code", "number", "currency"}, thing.resource


def test_every_event_is_told_by_somebody_and_has_its_columns() -> None:
    assert set(TOLD_OUTSIDE.values()) == set(EVENTS)
    for thing in THINGS.values():
        assert all(hasattr(thing.model, name) for name in (*thing.facts, "location_id")), thing.resource
