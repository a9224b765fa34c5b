"""Staff are told what they may see, each once."""

from __future__ import annotations

from sqlalchemy import select

from app.access.actor import SYSTEM
from app.access.permissions import P
from app.access.roles import FINANCE, FRONT_DESK, LOCATION_MANAGER, MEMBER, SALES
from app.actions.notifications.tell import tell
from app.models import Notification, NotificationSwitch
from app.models.notification import NotificationKind, Way
from app.work import transaction


def test_each_who_may_see_it_is_told_once(session, make):
    invoice = make.invoice()
    here, everywhere, me = make.user(LOCATION_MANAGER, locations=[invoice.location]), make.user(FINANCE), make.actor(FINANCE)
    nobody = [make.user(LOCATION_MANAGER, locations=[make.location()]), make.user(SALES), make.user(MEMBER), make.user(FINANCE, active=False)]
    deaf = make.user(FINANCE)
    make._kept(NotificationSwitch(user_id=deaf.id, kind=NotificationKind.PAYMENT_FAILED, way=Way.NONE))
    everybody = [each.id for each in (here, everywhere, me, deaf, *nobody)]

    for _again in range(2):
        with transaction(by=me) as work:
            reached = tell(work, NotificationKind.PAYMENT_FAILED, to=[*everybody, None], about=invoice, key=f"failed-{invoice.id}", number="CPT-1")
        if not _again:
            assert reached == sorted([here.id, everywhere.id])
    assert reached == []

    rows = session.scalars(select(Notification).order_by(Notification.user_id)).all()
    assert [(row.user_id, row.noun, row.noun_id, row.permission, row.words) for row in rows] == [
        (user.id, "invoice", invoice.id, "invoice:read", {"number": "CPT-1"}) for user in sorted((here, everywhere), key=lambda each: each.id)
    ]


def test_what_is_about_no_record_takes_a_permission(session, make):
    desk, finance = make.user(FRONT_DESK), make.user(FINANCE)

    with transaction(by=SYSTEM) as work:
        assert tell(work, NotificationKind.JOB_PARKED, to=[desk.id, finance.id], permission=P.OUTBOX_READ, path="/outboxview/list/", key="x") == [finance.id]
