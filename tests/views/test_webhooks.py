"""The screens of webhooks: a secret is made once however often its form is sent, and messages are for those who say what is told."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from sqlalchemy import select

from app.access.actor import Actor
from app.access.permissions import P
from app.access.roles import LOCATION_MANAGER, NETWORK_ADMIN
from app.access.sealing import WEBHOOK, sealed
from app.actions.webhooks.again import send_again
from app.actions.webhooks.change import change_webhook
from app.actions.webhooks.message import send_test
from app.core.errors import Forbidden, Refused
from app.models import Webhook, WebhookAttempt, WebhookMessage
from app.models.user import Role
from app.models.webhook import MessageState
from app.rules.webhook_signature import secret_of
from tests.actions.users.test_users import granting

NOW = dt.datetime(2026, 6, 1, 9, tzinfo=dt.UTC)
SECRET = secret_of(b"k" * 32)
WORDS = {"description": "Books", "url": "https://books.example.com/hook", "events": "invoice.paid"}


def hidden(page: str, name: str) -> str:
    return re.search(rf'name="{name}"[^>]*value="([^"]*)"', page).group(1)  # type: ignore[union-attr]


def shown(page: str) -> str:
    return re.search(r"whsec_[\w+/=]+", page).group()  # type: ignore[union-attr]


@pytest.fixture
def hook(make: Any, session: Any) -> Webhook:
    location = make.location()
    row = Webhook(
        description="Books",
        url=WORDS["url"],
        events=["invoice.paid"],
        owner_id=make.user(NETWORK_ADMIN).id,
        location_id=location.id,
        sealed_secret=sealed(SECRET.encode(), WEBHOOK),
    )
    session.add(row)
    session.commit()
    return row


def test_a_form_that_is_sent_again_makes_no_second_webhook(login: Any, session: Any) -> None:
    client = login(NETWORK_ADMIN)
    page = client.get("/webhooks/add").get_data(as_text=True)
    form = WORDS | {"form_key": hidden(page, "form_key") + "x" * 200, "csrf_token": hidden(page, "csrf_token")}
    first, second = (client.post("/webhooks/add", data=form).get_data(as_text=True) for _time in range(2))
    assert shown(first) == shown(second)
    assert len(session.scalars(select(Webhook)).all()) == 1


def test_f5_on_a_new_secret_makes_no_other(login: Any, session: Any, hook: Webhook) -> None:
    client, before = login(NETWORK_ADMIN), hook.sealed_secret
    page = client.get(f"/webhooks/secret/{hook.id}").get_data(as_text=True)
    form = {name: hidden(page, name) for name in ("key", "seen", "csrf_token")}
    first, second = (client.post(f"/webhooks/secret/{hook.id}", data=form).get_data(as_text=True) for _time in range(2))
    assert shown(first) == shown(second) != SECRET
    session.expire_all()
    assert hook.sealed_old_secret == before, "the secret that receivers know would sign nothing any more"
    page = client.get(f"/webhooks/secret/{hook.id}").get_data(as_text=True)
    assert shown(
        client.post(f"/webhooks/secret/{hook.id}", data=form | {name: hidden(page, name) for name in ("key", "seen")}).get_data(
            as_text=True
        )
    ) != shown(first)
    refused = client.post(f"/webhooks/secret/{hook.id}", data=form).get_data(as_text=True)
    assert "whsec_" not in refused and "was done already" in refused


def test_its_history_stays_where_it_was(make: Any, session: Any, hook: Webhook) -> None:
    there = make.location()
    assert change_webhook(hook.id, location_id=there.id, by=make.actor()).location_id == there.id  # nothing was told yet
    send_test(hook.id, by=make.actor())
    with pytest.raises(Refused) as refused:
        change_webhook(hook.id, location_id=make.location().id, by=make.actor())
    assert refused.value.field == "location"
    session.rollback()
    assert (
        change_webhook(hook.id, description="All of it", location_id=None, by=make.actor()).location_id is None
    )  # who sees every location sees it already


def test_messages_are_for_those_who_may_write(login: Any, session: Any, hook: Webhook, make: Any, client: Any) -> None:
    send_test(hook.id, by=make.actor())
    number = session.scalars(select(WebhookMessage.id)).one()
    login(LOCATION_MANAGER, locations=[hook.location])
    assert client.get(f"/webhook-messages/show/{number}").status_code == 200
    role = session.scalars(select(Role).where(Role.name == LOCATION_MANAGER)).one()
    taken = [each for each in role.permissions if each.view_menu.name == "Webhook" and each.permission.name == "can_write"]
    for each in taken:
        role.permissions.remove(each)
    session.commit()
    try:
        assert client.get(f"/webhooks/show/{hook.id}").status_code == 200
        for path in (f"/webhook-messages/show/{number}", "/webhook-messages/list/", "/webhook-tries/list/"):
            assert client.get(path).status_code in (302, 403), path
    finally:
        role.permissions.extend(taken)
        session.commit()


def test_what_was_told_is_shown_and_sent_again_by_who_may_read_it(login: Any, session: Any, hook: Webhook, make: Any) -> None:
    granting(make, session, "Keeper of webhooks", P.WEBHOOK_READ, P.WEBHOOK_WRITE, P.BOOKING_READ)
    words = {"message_id": "msg_1", "state": MessageState.DELIVERED, "made_at": NOW, "settled_at": NOW, "next_at": NOW}
    rows = [
        WebhookMessage(
            webhook_id=hook.id,
            event=event,
            noun=event.partition(".")[0],
            noun_id=7,
            body=f'{{"total_cents": "{event} body"}}',
            **words | {"message_id": f"msg_{event}"},
        )
        for event in ("invoice.paid", "booking.created")
    ]
    session.add_all(rows)
    session.flush()
    session.add_all(WebhookAttempt(message_id=row.id, at=NOW, took_ms=1, answered=200, response=f"echo of {row.event}") for row in rows)
    session.commit()
    invoice, booking = (row.id for row in rows)
    client = login("Keeper of webhooks")
    pages = [client.get(f"/webhook-messages/show/{number}").get_data(as_text=True) for number in (invoice, booking)]
    tries = client.get("/webhook-tries/list/").get_data(as_text=True)
    assert "invoice.paid body" not in pages[0] + tries and "You may not see" in pages[0] and "booking.created body" in pages[1]
    assert "echo of invoice.paid" not in pages[0] + tries and "echo of booking.created" in tries
    keeper = Actor(id=None, name="Keeper", permissions=frozenset({P.WEBHOOK_WRITE, P.BOOKING_READ}))
    with pytest.raises(Forbidden, match="invoice: read"):
        send_again(invoice, by=keeper)
    assert send_again(booking, by=keeper).state is MessageState.DUE
    session.expire_all()
    assert session.get_one(WebhookMessage, invoice).state is MessageState.DELIVERED
