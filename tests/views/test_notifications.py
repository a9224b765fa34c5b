"""The bell: what somebody was told and may still see, and how they want to hear."""

from __future__ import annotations

import datetime as dt

import time_machine
from flask import Flask
from sqlalchemy import select, update

from app.access.actor import SYSTEM
from app.access.roles import FINANCE, LOCATION_MANAGER, MEMBER, SALES
from app.actions.leads.assign import assign_lead
from app.actions.notifications.mail_digest import mail_digests
from app.actions.notifications.of_house import tell_of_house
from app.actions.notifications.tell import tell
from app.models import FoyerUser, Notification, NotificationSwitch, OutboxMessage
from app.models.notification import NotificationKind, Way
from app.models.outbox import OutboxState
from app.rendering.notifications import ICONS, NAMES, SENTENCES, said
from app.work import transaction
from tests.views.test_forms import Form

K = NotificationKind
MORNING = dt.datetime(2026, 6, 3, 6, 30, tzinfo=dt.UTC)


def me(session) -> FoyerUser:
    return session.scalars(select(FoyerUser).order_by(FoyerUser.id.desc()).limit(1)).one()


def told(invoice, user, key="a") -> None:
    with transaction(by=SYSTEM) as work:
        tell(
            work,
            K.PAYMENT_FAILED,
            to=[user.id],
            about=invoice,
            key=key,
            name="Baobab",
            cents=115_000,
            currency="ZAR",
            number=key,
            reason="Insufficient funds.",
        )


def opened(client, number):
    return client.post(f"/notifications/{number}/open", data={"csrf_token": Form(client, "/profile/notifications/").values["csrf_token"]})


def test_the_bell_counts_leads_there_and_is_read(login, make, session):
    invoice = make.invoice()
    client = login(FINANCE)
    told(invoice, me(session), "KLF-1")
    told(invoice, me(session), "KLF-2")

    assert client.get("/notifications/count").json == {"unread": 2}
    page = client.get("/notifications/").get_data(as_text=True)
    assert "Baobab: a card was not charged R\xa01\xa0150.00" in page, "as every other page writes rand"
    assert "KLF-2" in page and 'data-bell="/notifications/count"' in page
    newest = session.scalars(select(Notification).order_by(Notification.id.desc())).first()
    assert client.get(f"/notifications/{newest.id}/open").status_code == 405 and client.get("/notifications/count").json == {"unread": 2}, (
        "what fetches links ahead reads nothing"
    )
    assert f'action="/notifications/{newest.id}/open"' in page
    assert opened(client, newest.id).location == f"/invoices/show/{invoice.id}"
    assert client.get("/notifications/count").json == {"unread": 1}
    assert "KLF-2" not in client.get("/notifications/?show=unread").get_data(as_text=True)

    told(invoice, me(session), "KLF-3")
    client.post("/notifications/read", data={"csrf_token": Form(client, "/notifications/").values["csrf_token"], "newest": str(newest.id)})
    assert client.get("/notifications/count").json == {"unread": 1}, "what came after the page was shown stays unread"


def test_who_lost_the_right_sees_it_no_more_and_nobody_sees_anothers(login, make, session):
    invoice = make.invoice()
    client = login(LOCATION_MANAGER, locations=[invoice.location])
    user, other = me(session), make.user(FINANCE)
    told(invoice, user)
    told(invoice, other)
    own, others = (session.scalars(select(Notification).where(Notification.user_id == each.id)).one().id for each in (user, other))
    assert client.get("/notifications/count").json == {"unread": 1}
    assert opened(client, others).status_code == 404

    user.locations = [make.location()]
    session.commit()
    assert client.get("/notifications/count").json == {"unread": 0}
    assert opened(client, own).status_code == 404
    assert "Baobab" not in client.get("/notifications/").get_data(as_text=True)


def test_members_have_no_bell(login):
    client = login(MEMBER)
    assert {client.get(address).status_code for address in ("/notifications/", "/notifications/count", "/profile/notifications/")} == {403}


def test_each_chooses_how_to_hear_of_what(login, session):
    client = login(SALES)
    token = Form(client, "/profile/notifications/").values["csrf_token"]
    client.post(
        "/profile/notifications/", data={"csrf_token": token, "mention": "none", "lead_assigned": "bell", "payment_failed": "loudly"}
    )
    chosen = {row.kind: row.way for row in session.scalars(select(NotificationSwitch))}
    assert chosen == {K.MENTION: Way.NONE, K.LEAD_ASSIGNED: Way.BELL}


def test_every_kind_has_its_words(app: Flask):
    with app.test_request_context():
        for kind in K:
            assert said(kind, {}) and str(NAMES[kind]) and ICONS[kind]
    assert set(SENTENCES) == set(K)


def test_events_reach_the_bell_and_the_morning_mail_goes_once(world, make, session, admin):
    place = make.location(sender_email="desk@foyer.example")
    ann, late = make.user(SALES, first_name="Ann", locations=[place]), make.user(FINANCE, locations=[place])
    with time_machine.travel(MORNING, tick=True):
        assign_lead(make.lead(place, name="Jan de Vries").id, ann.id, by=admin)
        world.run_jobs()
        told(make.invoice(make.organisation(place)), late, "KLF-9")
        make._kept(
            OutboxMessage(
                event="X",
                job="jobs.mail.deliver",
                queue="mail",
                key="x",
                payload={},
                state=OutboxState.PARKED,
                last_error="No such address.",
                made_at=MORNING - dt.timedelta(days=4),
                failed_at=MORNING,
            )
        )
        assert (tell_of_house(), tell_of_house()) == (2, 0)
        rows = session.scalars(select(Notification)).all()
        assert {(each.user_id, each.kind) for each in rows} == {
            (ann.id, K.LEAD_ASSIGNED),
            (late.id, K.PAYMENT_FAILED),
            (late.id, K.JOB_PARKED),
            (admin.id, K.JOB_PARKED),
        }

        world.vendors.reset()
        assert (mail_digests(), mail_digests()) == (3, 0)
        session.execute(update(Notification).where(Notification.user_id == late.id).values(read_at=MORNING))
        session.commit()
        mails = [each for each in world.letters() if "unread" in each["subject"]]
        assert sorted(each["recipients"][0] for each in mails) == sorted([session.get_one(FoyerUser, admin.id).email, ann.email])
