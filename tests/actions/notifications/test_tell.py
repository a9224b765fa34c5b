"""Staff are told what they may see, each once."""

from __future__ import annotations

import datetime as dt

import time_machine
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.access.permissions import P
from app.access.roles import FINANCE, FRONT_DESK, LOCATION_MANAGER, MEMBER, SALES
from app.access.staff import staff
from app.actions.bookings.confirm import confirm_booking
from app.actions.bookings.create import create_booking
from app.actions.notifications.of_holds import tell_of_holds
from app.actions.notifications.tell import tell
from app.models import Notification, NotificationSwitch
from app.models.notification import NotificationKind, Way
from app.rendering.notifications import said
from app.work import transaction


def test_each_who_may_see_it_is_told_once(session, make):
    invoice = make.invoice()
    here, everywhere, me = make.user(LOCATION_MANAGER, locations=[invoice.location]), make.user(FINANCE), make.actor(FINANCE)
    nobody = [
        make.user(LOCATION_MANAGER, locations=[make.location()]),
        make.user(SALES),
        make.user(MEMBER),
        make.user(FINANCE, active=False),
    ]
    deaf = make.user(FINANCE)
    make._kept(NotificationSwitch(user_id=deaf.id, kind=NotificationKind.PAYMENT_FAILED, way=Way.NONE))
    everybody = [each.id for each in (here, everywhere, me, deaf, *nobody)]

    for _again in range(2):
        with transaction(by=me) as work:
            reached = tell(
                work, NotificationKind.PAYMENT_FAILED, to=[*everybody, None], about=invoice, key=f"failed-{invoice.id}", number="CPT-1"
            )
        if not _again:
            assert reached == sorted([here.id, everywhere.id])
    assert reached == []

    rows = session.scalars(select(Notification).order_by(Notification.user_id)).all()
    assert [(row.user_id, row.noun, row.noun_id, row.permission, row.words) for row in rows] == [
        (user.id, "invoice", invoice.id, "invoice:read", {"number": "CPT-1"})
        for user in sorted((here, everywhere), key=lambda each: each.id)
    ]


def test_what_is_about_no_record_takes_a_permission(session, make):
    desk, finance = make.user(FRONT_DESK), make.user(FINANCE)

    with transaction(by=SYSTEM) as work:
        assert tell(
            work, NotificationKind.JOB_PARKED, to=[desk.id, finance.id], permission=P.OUTBOX_READ, path="/outboxview/list/", key="x"
        ) == [finance.id]


def test_who_holds_a_room_hears_of_it_the_day_before_the_hold_ends(session, make):
    """Once, and nobody else; not of a hold that was made within its last day, nor of one that was confirmed."""
    now = dt.datetime(2026, 6, 16, 9, tzinfo=dt.UTC)
    room = make.room(name="Boardroom")
    maker, _other = (make.user(FRONT_DESK, locations=[room.location]) for _each in range(2))
    (by,) = staff(session, [maker.id])
    where = {"by": by, "room_id": room.id}
    with time_machine.travel(now, tick=False) as clock:
        starts = now.replace(hour=12) + dt.timedelta(days=5)
        held, sure, _brief = (
            create_booking(
                title=title,
                starts_at=starts + n * dt.timedelta(hours=2),
                ends_at=starts + dt.timedelta(hours=2 * n + 1),
                hold_until=now + dt.timedelta(hours=hours),
                **where,
            )
            for n, (title, hours) in enumerate((("Acme", 72), ("Baobab", 72), ("Cactus", 5)))
        )
        confirm_booking(sure.id, by=by)
        assert tell_of_holds() == 0
        clock.shift(dt.timedelta(hours=49))
        assert (tell_of_holds(), tell_of_holds()) == (1, 0)
    row = session.scalars(select(Notification)).one()
    assert (row.user_id, row.noun, row.noun_id) == (maker.id, "booking", held.id)
    assert "Boardroom is on hold for Acme until 19 Jun 2026" in said(row.kind, row.words)
